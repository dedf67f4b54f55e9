package discordtest

import (
	"net/http"
	"path"
	"strconv"
)

// Attachment is a document that a person gives to a command.
type Attachment struct {
	Name, Type string
	Content    []byte
}

// String is its name.
func (a Attachment) String() string { return a.Name }

// keep makes a document that can be fetched, and returns its id and how Discord tells
// of it.
func (s *Server) keep(a Attachment) (id string, told map[string]any) {
	id = s.id()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = a
	return id, map[string]any{
		"id": id, "filename": a.Name, "content_type": a.Type, "size": len(a.Content),
		"url": "http://" + s.http.Addr + "/files/" + id + "/" + a.Name + "?ex=" + strconv.Itoa(len(a.Content)), "ephemeral": true,
	}
}

// file hands a document out.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	a, found := s.files[path.Base(path.Dir(r.URL.Path))]
	s.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.Type)
	_, _ = w.Write(a.Content)
}
