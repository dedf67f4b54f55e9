package store_test

import (
	"errors"
	"testing"
	"time"

	"crier/bot/outbox"
)

// The line to the database breaks, and with it the lock of who drives a lane. Who has
// the lane by then keeps it: the first must not think that the lock is still its own.
func TestALockIsLostWithItsLine(t *testing.T) {
	s := postgresServer(t)
	address := s.fresh(t, s.template)
	first, second := openAt(t, address), openAt(t, address)
	if _, err := first.Lease(t.Context(), "n", "first", -time.Second); err != nil { // it runs out at once
		t.Fatal(err)
	}
	cut := `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	if err := second.Fill(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	var l outbox.Lease
	var err error
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); { // the server ends the session in its own time
		if l, err = second.Lease(t.Context(), "n", "second", time.Minute); err == nil {
			break
		}
	}
	if err != nil || l.Number != 2 {
		t.Fatalf("lease %+v, %v, want the second to have the lane", l, err)
	}
	for range 3 {
		if _, err := first.Lease(t.Context(), "n", "first", time.Minute); !errors.Is(err, outbox.ErrHeld) {
			t.Errorf("the first asks again: %v, want ErrHeld", err)
		}
	}
	if again, err := second.Lease(t.Context(), "n", "second", time.Minute); err != nil || again.Number != l.Number {
		t.Errorf("the second renews: %+v, %v, want the same lease", again, err)
	}
}
