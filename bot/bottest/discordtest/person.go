package discordtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// until waits for a condition, which is asked with the lock held.
func (s *Server) until(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("waiting: %w", ctx.Err())
		}
	}
}

// Command returns a published command, waiting until there is one of the name.
func (s *Server) Command(ctx context.Context, name string) (Command, error) {
	var found Command
	err := s.until(ctx, func() bool {
		for _, c := range s.commands {
			if c.Name == name {
				found = c
				return true
			}
		}
		return false
	})
	return found, err
}

// Commands are all that are published, and how often they were overwritten.
func (s *Server) Commands() (list []Command, overwrites int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Command(nil), s.commands...), s.puts
}

// Slash lets a person run a command: "summary", or "feed add" with a subcommand.
// It waits until the command is published, as a client shows no other. A value may be
// an [Attachment].
func (s *Server) Slash(ctx context.Context, u *User, channel, path string, values map[string]any) (*Interaction, error) {
	data, err := s.typed(ctx, path, values, "")
	if err != nil {
		return nil, err
	}
	return s.start(ctx, u, channel, 2, data, nil)
}

// Complete lets a person type into an option of a command.
func (s *Server) Complete(ctx context.Context, u *User, channel, path, option, typed string) ([]Choice, error) {
	data, err := s.typed(ctx, path, map[string]any{option: typed}, option)
	if err != nil {
		return nil, err
	}
	i, err := s.start(ctx, u, channel, 4, data, nil)
	if err != nil {
		return nil, err
	}
	err = i.Wait(ctx)
	return i.Choices, err
}

func (s *Server) typed(ctx context.Context, path string, values map[string]any, focus string) (map[string]any, error) {
	words := strings.Fields(path)
	c, err := s.Command(ctx, words[0])
	if err != nil {
		return nil, fmt.Errorf("command %q is not published: %w", words[0], err)
	}
	known := c.Options
	for _, w := range words[1:] {
		for _, o := range known {
			if o.Name == w {
				known = o.Options
			}
		}
	}
	list, used, files := []map[string]any{}, 0, map[string]any{}
	for i := len(known) - 1; i >= 0; i-- { // clients promise no order
		o := known[i]
		if v, ok := values[o.Name]; ok {
			used++
			if a, is := v.(Attachment); is {
				id, told := s.keep(a)
				v, files[id] = id, told
			}
			list = append(list, map[string]any{"name": o.Name, "type": o.Type, "value": v, "focused": o.Name == focus})
		}
	}
	if used != len(values) {
		return nil, fmt.Errorf("command %q has not all of the options %v", path, values)
	}
	for i := len(words) - 1; i > 0; i-- {
		list = []map[string]any{{"name": words[i], "type": 1, "options": list}}
	}
	return map[string]any{"id": c.ID, "name": c.Name, "type": 1, "options": list, "resolved": map[string]any{"attachments": files}}, nil
}

// OnMessage lets a person choose a command of a message's menu.
func (s *Server) OnMessage(ctx context.Context, u *User, m *Message, name string) (*Interaction, error) {
	c, err := s.Command(ctx, name)
	if err != nil {
		return nil, err
	}
	data := map[string]any{"id": c.ID, "name": name, "type": 3, "target_id": m.ID, "resolved": map[string]any{"messages": map[string]any{m.ID: m}}}
	return s.start(ctx, u, m.ChannelID, 2, data, nil)
}

// Press lets a person press the newest button with this label that they see.
func (s *Server) Press(ctx context.Context, u *User, channel, label string) (*Interaction, error) {
	var m *Message
	id := ""
	err := s.until(ctx, func() bool {
		m, id = s.findButton(u, channel, label)
		return m != nil
	})
	if err != nil {
		return nil, fmt.Errorf("no button %q: %w", label, err)
	}
	return s.start(ctx, u, channel, 3, map[string]any{"custom_id": id, "component_type": 2}, m)
}

// Select lets a person choose a line of the newest menu that has one with these words.
func (s *Server) Select(ctx context.Context, u *User, channel, words string) (*Interaction, error) {
	var m *Message
	var id, value string
	err := s.until(ctx, func() bool {
		m = s.newest(u, channel, func(c control) bool {
			for _, o := range c.Options {
				if strings.Contains(o.Label, words) {
					id, value = c.CustomID, o.Value
					return true
				}
			}
			return false
		})
		return m != nil
	})
	if err != nil {
		return nil, fmt.Errorf("no menu with %q: %w", words, err)
	}
	return s.start(ctx, u, channel, 3, map[string]any{"custom_id": id, "component_type": 3, "values": []string{value}}, m)
}

func (s *Server) findButton(u *User, channel, label string) (*Message, string) {
	id := ""
	m := s.newest(u, channel, func(c control) bool {
		id = c.CustomID
		return c.Label == label && c.CustomID != ""
	})
	return m, id
}

// newest is the last message of a channel that a person sees with such a control.
func (s *Server) newest(u *User, channel string, fits func(control) bool) *Message {
	for i := len(s.messages) - 1; i >= 0; i-- {
		m := s.messages[i]
		if m.ChannelID != channel || m.For != nil && m.For != u {
			continue
		}
		for _, r := range m.rows {
			if slices.ContainsFunc(r.Components, fits) {
				return m
			}
		}
	}
	return nil
}

// Submit lets a person send the form that an interaction opened.
func (s *Server) Submit(ctx context.Context, i *Interaction, value string) (*Interaction, error) {
	if i.Modal == nil {
		return nil, fmt.Errorf("no form was opened")
	}
	input := map[string]any{"type": 4, "custom_id": i.Modal.Input, "value": value}
	data := map[string]any{"custom_id": i.Modal.CustomID, "components": []any{map[string]any{"type": 1, "components": []any{input}}}}
	return s.start(ctx, i.Who, i.channel.ID, 5, data, i.message)
}

// Say lets a person write in a channel. The bot hears it in direct chats only: it
// has no right to read others.
func (s *Server) Say(ctx context.Context, u *User, channel, text string) (*Message, error) {
	if err := s.until(ctx, func() bool { return s.connected("") }); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	m := &Message{ID: s.newID(), ChannelID: channel, GuildID: c.GuildID, Author: u, Content: text}
	s.messages = append(s.messages, m)
	if c.GuildID == "" {
		s.dispatch("", "MESSAGE_CREATE", m)
	}
	s.touch()
	return m, nil
}
