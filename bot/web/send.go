package web

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"crier/bot"
)

// Send puts the first item into the chat's mailbox. An item whose key stands there
// already is Delivered without being shown twice.
func (a *Adapter) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	if len(items) == 0 {
		return bot.Outcome{Verdict: bot.Delivered}
	}
	if to.Network != network || to.Thread != "" {
		return outcome(errForeign)
	}
	m, err := a.put(ctx, to.Chat, Mail{Key: items[0].Key}, items[0].Reply)
	if err != nil {
		return outcome(err)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: ref(to.Chat, m.Message)}
}

// Edit gives a message of a mailbox a new wording.
func (a *Adapter) Edit(ctx context.Context, at bot.MessageRef, r bot.Reply) bot.Outcome {
	id := messageID(at)
	if id == 0 {
		return outcome(errForeign)
	}
	if _, err := a.put(ctx, at.Address.Chat, Mail{Message: id}, r); err != nil {
		return outcome(err)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: at}
}

// put writes a reply and rings for the pages of this process.
func (a *Adapter) put(ctx context.Context, chat string, m Mail, r bot.Reply) (Mail, error) {
	file, err := a.files.take(ctx, chat, r.File)
	if err != nil {
		return Mail{}, fmt.Errorf("reading the file of a reply: %w", err)
	}
	if m.Body, err = render(r, file); err != nil {
		return Mail{}, err
	}
	return a.post(ctx, chat, m)
}

func (a *Adapter) post(ctx context.Context, chat string, m Mail) (Mail, error) {
	m.At = time.Now().UTC().Truncate(time.Millisecond)
	m, err := a.opts.Store.PutMail(ctx, chat, m, a.opts.Keep)
	if err != nil {
		return Mail{}, fmt.Errorf("writing to the mailbox: %w", err)
	}
	a.rooms.ring(chat)
	return m, nil
}

func address(chat string) bot.Address {
	return bot.Address{Network: network, Chat: chat, Kind: bot.Direct}
}

func ref(chat string, message int64) bot.MessageRef {
	return bot.MessageRef{Address: address(chat), ID: strconv.FormatInt(message, 10)}
}

// messageID is the message's number in its mailbox, 0 if it is not one of ours.
func messageID(at bot.MessageRef) int64 {
	id, err := strconv.ParseInt(at.ID, 10, 64)
	if err != nil || id < 1 || at.Address.Network != network || at.Address.Thread != "" {
		return 0
	}
	return id
}
