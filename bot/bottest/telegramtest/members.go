package telegramtest

import (
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Command is one line of a list of commands.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Commands is the list that was set for a scope ("all_private_chats") and a
// language code, which may be empty.
func (s *Server) Commands(scope, language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[scope+" "+language]
}

// About is what the bot says of itself, "description" or "short_description", to
// people of a language; empty: nothing was set.
func (s *Server) About(field, language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.about[field+" "+language]
}

// describe answers setMyDescription and its like.
func (s *Server) describe(field string, most int) func(params) (any, *problem) {
	return func(p params) (any, *problem) {
		if utf8.RuneCountInString(p.values[field]) > most {
			return nil, bad("Bad Request: BOT_ABOUT_TOO_LONG")
		}
		s.about[field+" "+p.values["language_code"]] = p.values[field]
		return true, nil
	}
}

// described answers getMyDescription and its like: the words for everyone stand in for
// a language that has none.
func (s *Server) described(field string) func(params) (any, *problem) {
	return func(p params) (any, *problem) {
		words, found := s.about[field+" "+p.values["language_code"]]
		if !found {
			words = s.about[field+" "]
		}
		return object{field: words}, nil
	}
}

func (s *Server) setMyCommands(p params) (any, *problem) {
	var list []Command
	scope := struct {
		Type string `json:"type"`
	}{"default"}
	if no := p.object("commands", &list); no != nil {
		return nil, no
	}
	if no := p.object("scope", &scope); no != nil {
		return nil, no
	}
	if len(list) > 100 {
		return nil, bad("Bad Request: BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range list {
		if !regexp.MustCompile(`^[a-z0-9_]{1,32}$`).MatchString(c.Command) {
			return nil, bad("Bad Request: BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > 256 {
			return nil, bad("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	if l := p.values["language_code"]; l != "" && len(l) != 2 {
		return nil, bad("Bad Request: LANG_CODE_INVALID")
	}
	if !strings.HasPrefix(scope.Type, "all_") && scope.Type != "default" {
		return nil, bad("Bad Request: unsupported scope type specified")
	}
	s.commands[scope.Type+" "+p.values["language_code"]] = list
	return true, nil
}

func (s *Server) getChat(p params) (any, *problem) {
	c, no := s.chat(p.values["chat_id"])
	if no != nil {
		return nil, no
	}
	if status := c.members[s.bot.ID]; c.kind != "private" && status == "kicked" {
		return nil, forbidden("bot was kicked from the " + c.kind + " chat")
	}
	out := c.object()
	if c.kind != "private" && c.kind != "channel" {
		out["permissions"] = object{"can_send_messages": !c.muted}
	}
	return out, nil
}

func (s *Server) getChatMember(p params) (any, *problem) {
	c, no := s.chat(p.values["chat_id"])
	if no != nil {
		return nil, no
	}
	inside := c.members[s.bot.ID]
	switch {
	case inside == "kicked":
		return nil, forbidden("bot was kicked from the " + c.kind + " chat")
	case c.kind == "channel" && inside != "administrator":
		return nil, bad("Bad Request: member list is inaccessible")
	}
	id := p.number("user_id")
	who, ok := s.accountOf(id)
	if !ok {
		return nil, bad("Bad Request: user not found")
	}
	status := c.members[id]
	if status == "" {
		status = "left"
	}
	return object{
		"user": who, "status": status, "is_member": status != "left" && status != "kicked",
		"can_post_messages": c.kind == "channel" && status == "administrator" && !c.noPost,
		"can_send_messages": status == "restricted" && !c.muted,
	}, nil
}

// SetMayPost says whether the bot, as an admin of a channel, may post there.
func (c *Chat) SetMayPost(may bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.noPost = !may
}

func (s *Server) getFile(p params) (any, *problem) {
	id := p.values["file_id"]
	content, ok := s.files[id]
	if !ok {
		return nil, bad("Bad Request: wrong file_id or the file is temporarily unavailable")
	}
	if len(content) > 20<<20 {
		return nil, bad("Bad Request: file is too big")
	}
	return object{"file_id": id, "file_unique_id": id, "file_size": len(content), "file_path": "documents/" + id}, nil
}

func (s *Server) serveFile(w http.ResponseWriter, path string) {
	s.mu.Lock()
	content, ok := s.files[strings.TrimPrefix(path, "documents/")]
	s.mu.Unlock()
	if !ok {
		reply(w, nil, &problem{Code: 404, Text: "Not Found"})
		return
	}
	_, _ = w.Write(content)
}
