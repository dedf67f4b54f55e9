package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"crier/bot"
	"crier/bot/topics"
	"crier/feeds"
)

// unread is a story that waits in a chat's queue.
type unread struct {
	id, follow     int64
	worth          float64 // hours: how much younger a story of nothing but freshness would have to be
	article, query string
	topic          bool
}

// What a story's merits are worth, in hours of freshness. A story of eight articles
// comes before a lone one that is eighteen hours younger.
const (
	worthDoubling = 6.0 // each doubling of its articles, at most four
	worthSources  = 4.0 // each doubling of its sources, at most three
	worthTopic    = 4.0 // a topic asked for it, not only a feed
	worthTitle    = 8.0 // the topic's words stand in the title
	worthOften    = 3.0 // each doubling of the places where they stand, at most three
	worthRepeat   = 6.0 // it costs that much to come from the feed of the story before
	alerted       = 1e6 // what was alerted comes after all that was not

	mostUnread = 500                                       // the newest stories that are weighed
	mostClose  = 12                                        // of these, whose words and feeds are looked at
	mostWorth  = worthTitle + 3*worthOften + 2*worthRepeat // by so much that can change who comes first
	beginning  = 4000                                      // bytes of a text in which its topic shows
)

// bestUnread lists a chat's unread stories, the best first by what is cheap to know.
func bestUnread(ctx context.Context, q queries, chat int64) ([]unread, error) {
	all, err := collect(ctx, q, scanUnread, `SELECT d.id, d.follow_id, d.state, COALESCE(w.kind, ''), COALESCE(w.query, ''), COALESCE(r.article, s.article), s.ranked, `+storySize+`
		FROM deliveries d JOIN stories s ON s.id = d.story_id LEFT JOIN follows w ON w.id = d.follow_id AND w.chat_id = d.chat_id LEFT JOIN reports r ON r.id = d.report_id
		WHERE d.chat_id = ? AND d.shown = 0 ORDER BY d.story_id DESC LIMIT ?`, chat, mostUnread)
	slices.SortStableFunc(all, byWorth)
	return all, err
}

func byWorth(a, b unread) int {
	switch {
	case a.worth > b.worth:
		return -1
	case a.worth < b.worth:
		return 1
	}
	return 0
}

func scanUnread(s scanner) (u unread, err error) {
	var state, articles, sources int
	var kind bot.FollowKind
	var ranked, fresh int64
	if err := s.Scan(&u.id, &u.follow, &state, &kind, &u.query, &u.article, &ranked, &articles, &sources, &fresh); err != nil {
		return u, err
	}
	u.topic = kind == bot.Topic
	u.worth = float64(max(ranked, fresh)) / 3_600_000
	u.worth += worthDoubling*min(4, math.Log2(float64(max(articles, 1)))) + worthSources*min(3, math.Log2(float64(max(sources, 1))))
	if u.topic {
		u.worth += worthTopic
	}
	if state == int(sent) || state == int(perhaps) {
		u.worth -= alerted
	}
	return u, nil
}

// openBest shows the best unread story under a number. Among those that are close it
// prefers one that has much of its topic, and another feed than that of the stories
// before.
func openBest(ctx context.Context, q queries, chat, number int64) (int64, error) {
	all, err := bestUnread(ctx, q, chat)
	if err != nil {
		return 0, err
	}
	if len(all) == 0 {
		return 0, sql.ErrNoRows
	}
	close := all[:min(mostClose, len(all))]
	if far := slices.IndexFunc(close, func(u unread) bool { return u.worth < all[0].worth-mostWorth }); far > 0 {
		close = close[:far]
	}
	if len(close) > 1 {
		if err := lookCloser(ctx, q, chat, number, close); err != nil {
			return 0, err
		}
		slices.SortStableFunc(close, byWorth)
	}
	if _, err := q.exec(ctx, `UPDATE deliveries SET shown = ? WHERE id = ?`, number, close[0].id); err != nil {
		return 0, err
	}
	_, err = q.exec(ctx, `UPDATE chats SET shown = ? WHERE id = ?`, number, chat)
	return number, err
}

// lookCloser weighs topics and feeds.
func lookCloser(ctx context.Context, q queries, chat, number int64, close []unread) error {
	known, err := brought(ctx, q, close)
	if err != nil {
		return err
	}
	before, err := collect(ctx, q, scanID, `SELECT COALESCE((SELECT MIN(e.feed_id) FROM entries e WHERE e.article = s.article), 0)
		FROM deliveries d JOIN stories s ON s.id = d.story_id WHERE d.chat_id = ? AND d.shown > ? AND d.shown < ? ORDER BY d.shown DESC`, chat, max(number-3, 0), number)
	if err != nil {
		return err
	}
	for i := range close {
		u := &close[i]
		b := known[u.article]
		if u.topic {
			u.worth += topicWorth(u.query, b.Article)
		}
		for n, feed := range before {
			if feed != 0 && feed == b.feed {
				u.worth -= worthRepeat / float64(n+1)
			}
		}
	}
	return nil
}

// topicWorth is what a story gains by how much of its topic it has: words in the title,
// and several of them, tell an article about it from one that mentions it in passing.
func topicWorth(query string, a feeds.Article) (worth float64) {
	asked, err := topics.Parse(query)
	if err != nil {
		return 0
	}
	if len(a.Text) > beginning {
		a.Text = strings.ToValidUTF8(a.Text[:beginning], "")
	}
	s := asked.Strength(topics.NewDoc(a))
	if s.InTitle {
		worth += worthTitle
	}
	return worth + worthOften*min(3, math.Log2(float64(max(s.Places, 1))))
}

// broughtBy is an article and the first feed that brought it.
type broughtBy struct {
	feeds.Article
	feed int64
}

// brought reads the articles of stories.
func brought(ctx context.Context, q queries, stories []unread) (map[string]broughtBy, error) {
	names := make([]string, len(stories))
	for i, u := range stories {
		names[i] = u.article
	}
	known := map[string]broughtBy{}
	err := q.each(ctx, func(s scanner) (err error) {
		var name string
		var b broughtBy
		b.Article, err = scanCandidate(scanFunc(func(dest ...any) error { return s.Scan(append([]any{&name, &b.feed}, dest...)...) }))
		known[name] = b
		return err
	}, `SELECT e.article, e.feed_id, e.url, e.title, e.author, e.language, e.image, e.ranked, CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, '', COALESCE(ar.body, '')
		FROM EACH(?) AS j JOIN entries e ON e.id = (SELECT MIN(f.id) FROM entries f WHERE f.article = j.value ->> 0) LEFT JOIN articles ar ON ar.id = e.article`, tuples(names))
	return known, err
}

// storySize is a story's articles, sources and when the last of them came.
const storySize = `s.articles, s.sources, CASE WHEN s.articles > 1 THEN s.fresh ELSE s.ranked END`
