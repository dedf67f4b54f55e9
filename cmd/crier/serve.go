package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"crier/bot"
	"crier/bot/store"
	"crier/feeds/websub"
)

// routes is the one mux of the process. hubs answers those that push; nil: none can.
func routes(adapters []bot.Adapter, db *store.DB, hubs http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := db.Ping(ctx); err != nil {
			answer(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		answer(w, http.StatusOK, "ready")
	})
	if hubs != nil {
		mux.Handle(websub.Path+"{name}", hubs)
	}
	for _, a := range adapters {
		a.Routes(mux)
	}
	return mux
}

func answer(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, words) // the prober has hung up: nothing is lost
}

// listen opens the listener, with advice when the port is taken.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: another program may have the port; choose one with --addr 127.0.0.1:8081: %w", addr, err)
	}
	return l, nil
}

// serve answers HTTP until ctx ends, then lets requests finish for a while.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	// Event streams last for hours, so there is no write timeout; each handler bounds
	// its own writes.
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if s.Shutdown(grace) != nil {
			_ = s.Close()
		}
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving HTTP: %w", err)
	}
	<-closed
	return nil
}

// reachable is where a listener on an address can be asked from this machine.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host != "" && host != "0.0.0.0" && host != "::" {
		return addr
	}
	return net.JoinHostPort("127.0.0.1", port)
}
