package discord

import (
	"context"
	"fmt"
	"time"

	"crier/bot"
)

// sign notes that the shard's loop goes on, and that it may rest for so long.
func (s *shard) sign(rest time.Duration) { s.alive.Store(time.Now().Add(rest).UnixNano()) }

// watch waits for the shards to end. A loop that neither hears, tries nor rests hangs
// where nothing here can mend it: then Run ends, and with it the process, so that it
// is started anew. That Discord is away is no such case: trying again is a sign.
func (a *Adapter) watch(ctx context.Context, shards []*shard, ended <-chan error) error {
	look := time.NewTicker(a.times.stuck / 4)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case now := <-look.C:
			for _, s := range shards {
				if silent := now.Sub(time.Unix(0, s.alive.Load())); silent > a.times.stuck && ctx.Err() == nil {
					return fmt.Errorf("discord: shard %d shows no sign of life: %w", s.number, bot.ErrStuck)
				}
			}
		}
	}
}
