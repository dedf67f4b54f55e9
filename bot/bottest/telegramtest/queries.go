package telegramtest

import (
	"regexp"
	"time"
	"unicode/utf8"
)

// pressAge is how long a press may be answered.
const pressAge = 15 * time.Second

type query struct {
	at     time.Time
	handed time.Time // when the bot was told
	press  *Press
	inline *Inline
}

// Press is a press of a button and its answer.
type Press struct {
	s        *Server
	answered bool
	at, told time.Time
	text     string
	url      string
}

// Answer is what the presser's app was told.
type Answer struct {
	Text, URL string
	Told, At  time.Time // when the bot was told of the press, and when it answered
}

// Answer returns the answer; ok is false while there is none.
func (p *Press) Answer() (a Answer, ok bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return Answer{p.text, p.url, p.told, p.at}, p.answered
}

// isPayload reports what may follow /start.
func isPayload(s string) bool { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(s) }

// Inline is a query typed in another chat and its results.
type Inline struct {
	s       *Server
	results []InlineResult
	done    bool
	button  struct {
		Text  string `json:"text"`
		Start string `json:"start_parameter"`
	}
}

// Button is the one above the results: its words, and the payload with which it
// opens the private chat.
func (i *Inline) Button() (text, start string) {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.button.Text, i.button.Start
}

// InlineResult is one proposed message.
type InlineResult struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	Hint    string `json:"description"`
	Content struct {
		Text string `json:"message_text"`
		Mode string `json:"parse_mode"`
	} `json:"input_message_content"`
	Keys *struct {
		Rows [][]Button `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

// Results returns the results; ok is false while there are none.
func (i *Inline) Results() ([]InlineResult, bool) {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.results, i.done
}

func (s *Server) queryOf(id string) (*query, *problem) {
	q := s.queries[id]
	if q == nil || time.Since(q.at) > pressAge {
		return nil, bad("Bad Request: query is too old and response timeout expired or query ID is invalid")
	}
	return q, nil
}

func (s *Server) answerCallbackQuery(p params) (any, *problem) {
	q, no := s.queryOf(p.values["callback_query_id"])
	switch {
	case no != nil:
		return nil, no
	case q.press == nil:
		return nil, bad("Bad Request: QUERY_ID_INVALID")
	case utf8.RuneCountInString(p.values["text"]) > 200:
		return nil, bad("Bad Request: MESSAGE_TOO_LONG")
	}
	if !q.press.answered {
		q.press.answered, q.press.told, q.press.at = true, q.handed, time.Now()
		q.press.text, q.press.url = p.values["text"], p.values["url"]
	}
	return true, nil
}

func (s *Server) answerInlineQuery(p params) (any, *problem) {
	q, no := s.queryOf(p.values["inline_query_id"])
	if no != nil {
		return nil, no
	}
	var results []InlineResult
	if no := p.object("results", &results); no != nil {
		return nil, no
	}
	if len(results) > 50 {
		return nil, bad("Bad Request: RESULTS_TOO_MUCH")
	}
	ids := map[string]bool{}
	for _, r := range results {
		if r.ID == "" || len(r.ID) > 64 || ids[r.ID] {
			return nil, bad("Bad Request: RESULT_ID_DUPLICATE")
		}
		ids[r.ID] = true
		t, no := readText(r.Content.Text, r.Content.Mode, maxText)
		if no != nil {
			return nil, no
		}
		if t.empty() || r.Title == "" {
			return nil, bad("Bad Request: message text is empty")
		}
		if r.Keys != nil {
			if no := checkKeys(r.Keys.Rows); no != nil {
				return nil, no
			}
		}
	}
	if no := p.object("button", &q.inline.button); no != nil {
		return nil, no
	}
	if b := q.inline.button; p.values["button"] != "" && (b.Text == "" || !isPayload(b.Start)) {
		return nil, bad("Bad Request: START_PARAM_INVALID")
	}
	q.inline.results, q.inline.done = results, true
	return true, nil
}
