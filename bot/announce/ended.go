package announce

import (
	"context"
	"fmt"

	"crier/bot"
)

// farewells tells the followers of feeds that have ended, once each, and returns how
// many feeds there were.
func (a *Announcer) farewells(ctx context.Context) (int, error) {
	ended, err := a.Store.Ended(ctx, 4*bite)
	if err != nil {
		return 0, fmt.Errorf("looking for feeds that have ended: %w", err)
	}
	for _, f := range ended {
		follows, err := a.Store.Followers(ctx, f.ID)
		if err != nil {
			return 0, fmt.Errorf("listing followers: %w", err)
		}
		posts, err := a.farewell(ctx, f.Title, follows)
		if err != nil {
			return 0, err
		}
		if err := a.Store.Farewell(ctx, f.ID, posts); err != nil {
			return 0, fmt.Errorf("telling that feed %d has ended: %w", f.ID, err)
		}
		a.Log.InfoContext(ctx, "a feed has ended", "feed", f.ID, "chats", len(follows))
	}
	return len(ended), nil
}

// farewell is the news that a feed has ended, in the language of each chat.
func (a *Announcer) farewell(ctx context.Context, name string, follows []bot.Follow) ([]Post, error) {
	chats := make([]bot.Address, len(follows))
	for i, f := range follows {
		chats[i] = f.Chat
	}
	profiles, err := a.Store.Profiles(ctx, chats)
	if err != nil {
		return nil, fmt.Errorf("loading profiles: %w", err)
	}
	words := map[string][]Target{}
	for i, f := range follows {
		words[profiles[i].Lang] = append(words[profiles[i].Lang], Target{Chat: f.Chat, Follow: f.ID, How: bot.Each})
	}
	var posts []Post
	for lang, to := range words {
		posts = append(posts, Post{About: About{Lang: lang}, Reply: a.Ended(lang, name), To: to})
	}
	return posts, nil
}
