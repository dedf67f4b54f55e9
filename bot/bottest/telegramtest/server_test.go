package telegramtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const token = "1:AA"

// answer is a method's answer as a client sees it.
type answer struct {
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Code   int             `json:"error_code"`
	Text   string          `json:"description"`
	More   struct {
		After   int   `json:"retry_after"`
		Migrate int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// ask calls a method without a network.
func ask(t *testing.T, s *Server, method, contentType, body string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/bot"+token+"/"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	w := &recorder{header: http.Header{}, status: 200}
	s.ServeHTTP(w, r)
	var a answer
	if err := json.Unmarshal(w.body.Bytes(), &a); err != nil {
		t.Fatalf("%v in %q", err, w.body.String())
	}
	if !a.OK && a.Code != w.status {
		t.Errorf("row 1 error_code %d with status %d", a.Code, w.status)
	}
	return a
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

const urlencoded = "application/x-www-form-urlencoded"

func TestParametersComeInEveryForm(t *testing.T) {
	s := New(token)
	p := s.NewPerson("Ann", "en")
	p.Meet()
	chat := p.Chat().Address()
	var multi bytes.Buffer
	m := multipart.NewWriter(&multi)
	_ = m.WriteField("chat_id", chat)
	f, _ := m.CreateFormFile("document", "a.txt")
	_, _ = io.WriteString(f, "content")
	_ = m.Close()
	for name, a := range map[string]answer{
		"form":      ask(t, s, "sendMessage", urlencoded, form("chat_id", chat, "text", "hi")),
		"JSON":      ask(t, s, "sendMessage", "application/json", `{"chat_id":`+chat+`,"text":"hi","reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}}`),
		"multipart": ask(t, s, "sendDocument", m.FormDataContentType(), multi.String()),
	} {
		if !a.OK {
			t.Errorf("%s: %+v", name, a)
		}
	}
	got := p.Chat().FromBot()
	if len(got) != 3 {
		t.Fatalf("shown %+v", got)
	}
	for _, one := range got {
		if one.Document != nil && string(one.Document.Content) != "content" {
			t.Errorf("document %+v", one.Document)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := New(token)
	p := s.NewPerson("Ann", "en")
	p.Meet()
	chat := p.Chat().Address()
	long := strings.Repeat("x", 65)
	for want, pairs := range map[string][]string{
		"400 Bad Request: chat not found":             {"chat_id", "5", "text", "x"},
		"400 Bad Request: chat_id is empty":           {"text", "x"},
		"400 Bad Request: message text is empty":      {"chat_id", chat, "text", " \u200b\n"},
		"400 Bad Request: message to be replied not":  {"chat_id", chat, "text", "x", "reply_parameters", `{"message_id":5}`},
		"400 Bad Request: message thread not found":   {"chat_id", chat, "text", "x", "message_thread_id", "1"},
		"400 Bad Request: BUTTON_DATA_INVALID":        {"chat_id", chat, "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"` + long + `"}]]}`},
		"400 Bad Request: inline keyboard button URL": {"chat_id", chat, "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"a","url":"http://localhost/"}]]}`},
		"400 Bad Request: can't parse reply_markup":   {"chat_id", chat, "text", "x", "reply_markup", `{`},
		"400 Bad Request: unsupported parse_mode":     {"chat_id", chat, "text", "x", "parse_mode", "Rich"},
	} {
		a := ask(t, s, "sendMessage", urlencoded, form(pairs...))
		if a.OK || !strings.HasPrefix("400 "+a.Text, want) || a.Code != 400 {
			t.Errorf("%+v, want %s", a, want)
		}
	}
	if n := len(p.Chat().FromBot()); n != 0 {
		t.Errorf("%d messages were shown all the same", n)
	}
}

func TestLongPolling(t *testing.T) {
	t.Run("row 14 it waits, at most 50 seconds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := New(token)
			began := time.Now()
			a := ask(t, s, "getUpdates", urlencoded, form("timeout", "500"))
			if string(a.Result) != "[]" || time.Since(began) != 50*time.Second {
				t.Errorf("%s after %v", a.Result, time.Since(began))
			}
		})
	})
	t.Run("what comes ends the wait, and stays until confirmed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := New(token)
			p := s.NewPerson("Ann", "en")
			time.AfterFunc(7*time.Second, func() { p.Writes("hello") })
			began := time.Now()
			first := ask(t, s, "getUpdates", urlencoded, form("timeout", "50"))
			again := ask(t, s, "getUpdates", urlencoded, form())
			var updates []struct {
				ID int `json:"update_id"`
			}
			_ = json.Unmarshal(first.Result, &updates)
			if time.Since(began) != 7*time.Second || len(updates) != 1 || string(again.Result) != string(first.Result) {
				t.Fatalf("%s, then %s, after %v", first.Result, again.Result, time.Since(began))
			}
			next, _ := json.Marshal(updates[0].ID + 1)
			if a := ask(t, s, "getUpdates", urlencoded, form("offset", string(next))); string(a.Result) != "[]" || s.Pending() != 0 {
				t.Errorf("after it was confirmed: %s", a.Result)
			}
		})
	})
	t.Run("row 13 a second poller ends the first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := New(token)
			first, second := make(chan answer), make(chan answer)
			go func() { first <- ask(t, s, "getUpdates", urlencoded, form("timeout", "50")) }()
			synctest.Wait()
			go func() { second <- ask(t, s, "getUpdates", urlencoded, form("timeout", "5")) }()
			if a := <-first; a.Code != 409 || !strings.Contains(a.Text, "terminated by other getUpdates") {
				t.Errorf("%+v", a)
			}
			if a := <-second; !a.OK {
				t.Errorf("%+v", a)
			}
		})
	})
	t.Run("row 15 a list of wanted updates stays", func(t *testing.T) {
		s := New(token)
		p := s.NewPerson("Ann", "en")
		ask(t, s, "getUpdates", urlencoded, form("allowed_updates", `["callback_query"]`))
		p.Writes("hello")
		if s.Pending() != 0 {
			t.Error("an update came that was not wanted")
		}
	})
}

func TestRow10PressesGrowOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(token)
		p := s.NewPerson("Ann", "en")
		p.Meet()
		ask(t, s, "sendMessage", urlencoded, form("chat_id", p.Chat().Address(), "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}`))
		press, err := p.Press(p.Chat(), "A")
		if err != nil {
			t.Fatal(err)
		}
		id := ""
		for id = range s.queries {
		}
		time.Sleep(pressAge + time.Second)
		if a := ask(t, s, "answerCallbackQuery", urlencoded, form("callback_query_id", id)); a.OK || !strings.Contains(a.Text, "query is too old") {
			t.Errorf("%+v", a)
		}
		if _, ok := press.Answer(); ok {
			t.Error("it was answered")
		}
	})
}

func TestInjectedFailures(t *testing.T) {
	s := New(token)
	p := s.NewPerson("Ann", "en")
	p.Meet()
	send := func() answer {
		return ask(t, s, "sendMessage", urlencoded, form("chat_id", p.Chat().Address(), "text", "x"))
	}
	s.Fail(TooMany(12))
	if a := send(); a.Code != 429 || a.More.After != 12 {
		t.Errorf("row 2 %+v", a)
	}
	if a := send(); !a.OK {
		t.Errorf("the failure outlives its time: %+v", a)
	}
	g := s.NewBasicGroup("G")
	to := g.Upgrade()
	if a := ask(t, s, "sendMessage", urlencoded, form("chat_id", g.Address(), "text", "x")); a.More.Migrate != to.ID {
		t.Errorf("row 5 %+v", a)
	}
}
