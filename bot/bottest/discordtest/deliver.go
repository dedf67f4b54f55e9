package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// start sends an interaction to the bot.
func (s *Server) start(ctx context.Context, u *User, channel string, kind int, data map[string]any, m *Message) (*Interaction, error) {
	if err := s.until(ctx, func() bool { return s.HTTP != "" || s.connected(s.channels[channel].GuildID) }); err != nil {
		return nil, err
	}
	s.mu.Lock()
	c := s.channels[channel]
	i := &Interaction{ID: s.newID(), Token: "aW50." + s.newID(), Who: u, s: s, kind: kind, message: m, channel: c, born: s.now(), done: make(chan struct{})}
	s.running[i.Token] = i
	where := 1
	if c.GuildID != "" {
		where = 0
	}
	event := map[string]any{
		"id": i.ID, "application_id": s.App, "type": kind, "token": i.Token, "version": 1, "channel_id": c.ID, "context": where,
		"channel": map[string]any{"id": c.ID, "type": c.Type, "name": c.Name}, "locale": u.Locale, "data": data,
	}
	if m != nil {
		event["message"] = m
	}
	if c.GuildID != "" {
		rights := strconv.FormatUint(uint64(s.rights(c, u.ID)), 10)
		event["app_permissions"] = strconv.FormatUint(uint64(s.rights(c, s.Bot.ID)), 10)
		event["guild_id"], event["member"] = c.GuildID, map[string]any{"user": u, "roles": s.guilds[c.GuildID].members[u.ID], "permissions": rights}
	} else {
		event["user"] = u
	}
	if s.HTTP == "" {
		s.dispatch(c.GuildID, "INTERACTION_CREATE", event)
	}
	s.mu.Unlock()
	if s.HTTP != "" {
		return i, s.post(ctx, i, event)
	}
	return i, nil
}

// post delivers an interaction over HTTP; the reply is the first response.
func (s *Server) post(ctx context.Context, i *Interaction, event any) error {
	status, body, err := s.Deliver(ctx, event)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("interaction over HTTP: status %d, %w", status, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, refused := s.callback([]string{"", i.ID, i.Token}, body); refused != nil {
		s.problems = append(s.problems, refused.text)
		return fmt.Errorf("the response was refused: %s", refused.text)
	}
	s.touch()
	return nil
}

// Deliver posts anything to the bot's HTTP endpoint, properly signed.
func (s *Server) Deliver(ctx context.Context, event any) (status int, body []byte, err error) {
	raw, err := json.Marshal(event)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.HTTP, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("X-Signature-Timestamp", stamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, append([]byte(stamp), raw...))))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}
