package telegram

import (
	"strings"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

func TestOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no token":                  {},
		"a token with a slash":      {Token: "1:a/b"},
		"an endpoint with one %s":   {Token: "1:a", Endpoint: "https://x/bot%s"},
		"an endpoint with a %d":     {Token: "1:a", Endpoint: "https://x/bot%s/%s/%d"},
		"a webhook that is no URL":  {Token: "1:a", WebhookURL: "bot.example.org"},
		"a webhook of other scheme": {Token: "1:a", WebhookURL: "ftp://bot.example.org"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	a, err := New(Options{Token: "1:a", WebhookURL: "https://bot.example.org"})
	if err != nil || a.options.WebhookURL != "https://bot.example.org/telegram" || a.Network() != "telegram" {
		t.Errorf("%v, webhook at %q", err, a.options.WebhookURL)
	}
	b, _ := New(Options{Token: "1:a", WebhookURL: "https://bot.example.org/behind/proxy"})
	c, _ := New(Options{Token: "1:b"})
	if b.options.WebhookURL != "https://bot.example.org/behind/proxy" || a.secret != b.secret || a.secret == c.secret {
		t.Error("the address is to be kept, and the secret to be the same for the same token alone")
	}
}

func TestDocumentsLieBesideTheMethods(t *testing.T) {
	for methods, want := range map[string]string{
		"https://api.telegram.org/bot%s/%s": "https://api.telegram.org/file/bot%s/%s",
		"http://127.0.0.1:81/x/bot%s/%s":    "http://127.0.0.1:81/x/file/bot%s/%s",
		"http://127.0.0.1:81/%s/%s":         "http://127.0.0.1:81/file/%s/%s",
	} {
		if got := fileEndpoint(methods); got != want {
			t.Errorf("%s: %s, want %s", methods, got, want)
		}
	}
}

func TestHandoffsAreForOnePerson(t *testing.T) {
	s := signer{token: testToken}
	line := "more a_0123456789abcdefghijkl"
	for _, from := range []bot.Address{
		{Network: network, Chat: "-1001234567890", Kind: bot.Group}, {Network: network, Chat: "-1009876543210", Thread: "77", Kind: bot.Group},
		{Network: network, Chat: "-4242", Kind: bot.Group}, {Network: network, Chat: "-1001234567890", Kind: bot.Channel}, {},
	} {
		payload := s.seal(line, from, "7")
		if got, at, ok := s.open(payload, "7"); !ok || got != line || at != from || len(payload) > maxPayload {
			t.Errorf("%q of %+v became %q of %+v", line, from, got, at)
		}
		for _, bad := range []string{"", "x_", "x_AAAA", "a_1", payload[:len(payload)-1], payload + "A", "x_" + strings.Repeat("A", 62)} {
			if got, _, ok := s.open(bad, "7"); ok {
				t.Errorf("%q became %q", bad, got)
			}
		}
		if _, _, ok := s.open(payload, "8"); ok {
			t.Error("another person may use it")
		}
	}
	group := bot.Address{Network: network, Chat: "-1001234567890", Kind: bot.Group}
	long := strings.Repeat("x", 40)
	if got, at, ok := s.open(s.seal(long, group, "7"), "7"); !ok || got != long || at != (bot.Address{}) {
		t.Errorf("a long line became %q of %+v, want it alone", got, at)
	}
	if s.seal(strings.Repeat("x", bot.MaxLine), group, "7") != "" {
		t.Error("a line too long for a payload was sealed")
	}
}

func TestCommandLines(t *testing.T) {
	for line, want := range map[string][3]string{
		"/next":                       {"next", "", ""},
		"/Next@Bot a b":               {"next", "a b", "Bot"},
		" /next\u00a0a":               {"next", "a", ""},
		"next":                        {},
		"/":                           {},
		"//x":                         {},
		"/usr/bin":                    {},
		"/näxt":                       {},
		"/" + strings.Repeat("a", 33): {},
	} {
		name, args, at := parseCommand(line)
		if got := [3]string{name, args, at}; got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	f.Add("/next@bot a")
	f.Fuzz(func(t *testing.T, line string) {
		name, _, _ := parseCommand(line)
		if name != strings.ToLower(name) || len(name) > 32 {
			t.Errorf("%q", name)
		}
	})
}

// FuzzDecodeUpdate reads any bytes as an update and asks what they ask.
func FuzzDecodeUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"/a x","entities":[{"type":"url","offset":1,"length":99}],"reply_to_message":{"message_id":2,"from":{"id":3},"entities":[{"type":"text_link","url":"https://t.me/bot?ask=x"}]}}}`))
	a, err := New(Options{Token: "1:a"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := decodeUpdate(raw)
		if err != nil {
			return
		}
		_ = u.lane()
		if m := u.Message; m != nil && m.Chat != nil && !m.foreign() {
			if _, found := m.event(); !found {
				a.request(m, tgbotapi.User{ID: 3, UserName: "bot"})
			}
		}
	})
}
