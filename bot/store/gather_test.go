package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRequestsThatComeTogetherAreOneStatement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sizes []int
		g := gather[int, int]{run: func(_ context.Context, all []int) ([]int, error) {
			sizes = append(sizes, len(all))
			time.Sleep(time.Second)
			twice := make([]int, len(all))
			for i, n := range all {
				twice[i] = 2 * n
			}
			return twice, nil
		}}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if got, err := g.do(t.Context(), i); err != nil || got != 2*i {
					t.Errorf("%d gave %d, %v", i, got, err)
				}
			})
			if i == 0 {
				synctest.Wait() // the first is under way alone
			}
		}
		wg.Wait()
		if len(sizes) != 3 || sizes[0] != 1 || sizes[1] != mostGathered || sizes[2] != 100-1-mostGathered {
			t.Errorf("statements of %v requests, want 1, %d and the rest", sizes, mostGathered)
		}
	})
}

func TestAFailureIsEverybodys(t *testing.T) {
	broken := errors.New("the disk is full")
	g := gather[int, int]{run: func(context.Context, []int) ([]int, error) { return nil, broken }}
	for range 3 {
		if _, err := g.do(t.Context(), 1); !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
}

func TestNobodyWaitsForAStatementThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gather[int, int]{run: func(ctx context.Context, _ []int) ([]int, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		start := time.Now()
		if _, err := g.do(ctx, 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v, want the caller's own deadline", err, time.Since(start))
		}
		if _, err := g.do(t.Context(), 2); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 2*gatherTime {
			t.Errorf("the next: %v after %v", err, time.Since(start))
		}
	})
}
