package store_test

import (
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

func TestSQLiteInbox(t *testing.T) {
	bottest.ExerciseInbox(t, func(t *testing.T) bot.Inbox { return openFile(t) })
}

func TestPostgreSQLInbox(t *testing.T) {
	open := postgresServer(t).emptied(t)
	bottest.ExerciseInbox(t, func(t *testing.T) bot.Inbox { return open(t) })
}
