package discordtest

// SkipHello makes the next n connections hear nothing.
func (s *Server) SkipHello(n int) { s.set(func() { s.noHello = n }) }

// DropAcks leaves heartbeats unanswered.
func (s *Server) DropAcks(drop bool) { s.set(func() { s.noAcks = drop }) }

// Early sends ops to the next connection before it is ready.
func (s *Server) Early(ops ...int) { s.set(func() { s.early = ops }) }

// RefuseIdentify closes with the code whoever identifies from now on; 0: no more.
func (s *Server) RefuseIdentify(code int) { s.set(func() { s.refuse = code }) }

func (s *Server) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// SendOp sends an op, such as 7, to all connections.
func (s *Server) SendOp(op int, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		if x.link != nil {
			x.link.send(map[string]any{"op": op, "d": data})
		}
	}
}

// Forget makes all sessions unknown: they cannot be resumed.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		x.id = "forgotten"
	}
}

// CloseGateway closes all connections with the code; 0 breaks them off.
func (s *Server) CloseGateway(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.links {
		if code == 0 {
			_ = l.ws.Close()
		} else {
			l.close(code)
		}
	}
	s.links = nil
}
