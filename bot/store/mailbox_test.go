package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"crier/bot/jobs"
	"crier/bot/store"
	"crier/bot/web"
)

// exerciseMailbox holds an engine to the contract of web.Store.
func exerciseMailbox(t *testing.T, open func(t testing.TB) *store.DB) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *store.DB)
	}{
		{"mailboxes are opened once and up to a limit", mailboxesOpened},
		{"mail is numbered, edited and read from a change on", mailNumbered},
		{"a key is added once", mailKeyOnce},
		{"only the newest are kept and numbers never return", mailKept},
		{"numbers given at the same time are all different", mailAtOnce},
		{"changes ring the bell", mailRings},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func TestSQLiteMailbox(t *testing.T) { exerciseMailbox(t, openFile) }

func put(t *testing.T, db *store.DB, m web.Mail, keep int) web.Mail {
	t.Helper()
	stored, err := db.PutMail(t.Context(), "c", m, keep)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func openBox(t *testing.T, db *store.DB) {
	t.Helper()
	if made, err := db.OpenMailbox(t.Context(), "c", 0); err != nil || !made {
		t.Fatalf("opening: made %v, %v", made, err)
	}
}

func mailboxesOpened(t *testing.T, db *store.DB) {
	openBox(t, db)
	if made, err := db.OpenMailbox(t.Context(), "c", 1); err != nil || made {
		t.Errorf("again: made %v, %v", made, err)
	}
	if _, err := db.OpenMailbox(t.Context(), "d", 1); !errors.Is(err, web.ErrFull) {
		t.Errorf("one too many: %v, want ErrFull", err)
	}
	if _, err := db.PutMail(t.Context(), "d", web.Mail{Body: []byte(`{}`)}, 5); !errors.Is(err, web.ErrNoMailbox) {
		t.Errorf("mail for nobody: %v, want ErrNoMailbox", err)
	}
	last, err := db.LastMail(t.Context(), []string{"c", "d"})
	if err != nil || len(last) != 1 || last["c"] != 0 {
		t.Errorf("last %v, %v", last, err)
	}
	if last, err := db.LastMail(t.Context(), nil); err != nil || len(last) != 0 {
		t.Errorf("last of none: %v, %v", last, err)
	}
}

func mailNumbered(t *testing.T, db *store.DB) {
	openBox(t, db)
	said := time.Now().UTC().Truncate(time.Millisecond)
	one := put(t, db, web.Mail{Body: []byte(`"one"`), At: said, Key: "k"}, 10)
	two := put(t, db, web.Mail{Body: []byte(`"two"`), At: said}, 10)
	edited := put(t, db, web.Mail{Message: one.Message, Body: []byte(`"one, edited"`), Key: "other", At: said.Add(time.Hour)}, 10)
	if one.Message != 1 || one.Change != 1 || two.Message != 2 || two.Change != 2 {
		t.Errorf("numbers %+v, %+v", one, two)
	}
	if edited.Message != 1 || edited.Change != 3 || string(edited.Body) != `"one, edited"` || edited.Key != "k" || !edited.At.Equal(said) {
		t.Errorf("edited %+v", edited)
	}
	all, err := db.ReadMail(t.Context(), "c", 1, 10)
	if err != nil || len(all) != 2 || all[0].Message != 2 || all[1].Message != 1 {
		t.Errorf("after change 1: %+v, %v", all, err)
	}
	if some, _ := db.ReadMail(t.Context(), "c", 0, 1); len(some) != 1 {
		t.Errorf("at most one: %+v", some)
	}
	if _, err := db.PutMail(t.Context(), "c", web.Mail{Message: 99, Body: []byte(`1`)}, 10); !errors.Is(err, web.ErrNoMail) {
		t.Errorf("editing nothing: %v, want ErrNoMail", err)
	}
	if last, _ := db.LastMail(t.Context(), []string{"c"}); last["c"] != 3 {
		t.Errorf("last change %d, want 3: a failed edit takes no number", last["c"])
	}
}

func mailKeyOnce(t *testing.T, db *store.DB) {
	openBox(t, db)
	one := put(t, db, web.Mail{Key: "k", Body: []byte(`1`)}, 10)
	again := put(t, db, web.Mail{Key: "k", Body: []byte(`2`)}, 10)
	if again.Message != one.Message || string(again.Body) != `1` {
		t.Errorf("the same key again: %+v", again)
	}
}

func mailKept(t *testing.T, db *store.DB) {
	openBox(t, db)
	for i := range 6 {
		put(t, db, web.Mail{Body: fmt.Append(nil, i)}, 3)
	}
	all, err := db.ReadMail(t.Context(), "c", 0, 10)
	if err != nil || len(all) != 3 || all[0].Message != 4 {
		t.Errorf("kept %+v, %v", all, err)
	}
}

func mailAtOnce(t *testing.T, db *store.DB) {
	openBox(t, db)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if _, err := db.PutMail(t.Context(), "c", web.Mail{Body: []byte(`1`)}, 50); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if all, err := db.ReadMail(t.Context(), "c", 0, 50); err != nil || len(all) != 20 || all[19].Change != 20 {
		t.Errorf("%d mails, %v, want 20", len(all), err)
	}
}

func mailRings(t *testing.T, db *store.DB) {
	openBox(t, db)
	rung, stop := db.Listen(jobs.BeltMail)
	defer stop()
	put(t, db, web.Mail{Body: []byte(`1`)}, 5)
	select {
	case <-rung:
	default:
		t.Error("no bell")
	}
}
