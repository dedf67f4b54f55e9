package announce

import (
	"context"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/summarizer"
)

func (a *Announcer) profiles(ctx context.Context, wishes map[bot.Address]wish) (map[bot.Address]bot.Profile, error) {
	chats := make([]bot.Address, 0, len(wishes))
	for at := range wishes {
		chats = append(chats, at)
	}
	list, err := a.Store.Profiles(ctx, chats)
	if err != nil {
		return nil, fmt.Errorf("loading profiles: %w", err)
	}
	out := make(map[bot.Address]bot.Profile, len(list))
	for i, p := range list {
		out[chats[i]] = p
	}
	return out, nil
}

// variant is what the words of an alert depend on besides the article.
type variant struct {
	lang, reason string
	kind         bot.Kind
	topic        bool
}

// variants groups the chats by the words they get.
func (n news) variants() map[variant][]Target {
	groups := map[variant][]Target{}
	for at, w := range n.wishes {
		p := n.profiles[at]
		f, ok := w.speaker(p)
		if !ok {
			continue
		}
		v := variant{lang: p.Lang, reason: f.Name, kind: at.Kind, topic: f.Kind == bot.Topic}
		groups[v] = append(groups[v], Target{Chat: at, Follow: f.ID, How: f.How})
	}
	return groups
}

// post words the news for the chats of a variant.
func (a *Announcer) post(n news, v variant, to []Target, about About) Post {
	about.Article, about.Lang, about.Kind, about.Reason, about.Topic = n.item.ID, v.lang, v.kind, v.reason, v.topic
	return Post{To: to, About: about, Reply: a.word(n.item, n.summary, about)}
}

// word makes the words of a message from what it is about.
func (a *Announcer) word(it library.Item, s summarizer.Summary, about About) bot.Reply {
	r := a.Words(card.News{
		Lang: about.Lang, Kind: about.Kind, Reason: about.Reason, Topic: about.Topic, Item: it, Summary: s,
		Update: about.Update, Corrected: about.Corrected,
	})
	return a.Also(r, about.Lang, about.others())
}

// reads reports whether the chat reads the language: by default its own and
// English. An article that does not tell its language is read by all.
func reads(p bot.Profile, language string) bool {
	return language == "" || language == "en" || language == primary(p.Lang)
}

func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}
