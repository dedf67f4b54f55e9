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

// posts groups the chats by the words they get.
func (a *Announcer) posts(it library.Item, s summarizer.Summary, wishes map[bot.Address]wish, profiles map[bot.Address]bot.Profile) []Post {
	groups := map[variant][]Target{}
	for at, w := range wishes {
		p := profiles[at]
		if !reads(p, w.language) {
			continue
		}
		v := variant{lang: p.Lang, reason: w.follow.Name, kind: at.Kind, topic: w.follow.Kind == bot.Topic}
		groups[v] = append(groups[v], Target{Chat: at, Follow: w.follow.ID, How: w.follow.How})
	}
	posts := make([]Post, 0, len(groups))
	for v, to := range groups {
		posts = append(posts, Post{To: to, Lang: v.lang, Reply: a.Words(card.News{
			Lang: v.lang, Kind: v.kind, Reason: v.reason, Topic: v.topic, Item: it, Summary: s,
		})})
	}
	return posts
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
