package feeds_test

import (
	"net/http"
	"testing"
	"time"

	"crier/feeds"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              0,
		"120":                           2 * time.Minute,
		" 7 ":                           7 * time.Second,
		"-5":                            0,
		"soon":                          0,
		"99999999999999999999":          0,
		"4000000000":                    7 * 24 * time.Hour,
		"Mon, 23 Nov 2026 12:10:00 GMT": 10 * time.Minute,
		"Mon, 23 Nov 2026 11:00:00 GMT": 0,
		"Mon, 23 Nov 2099 11:00:00 GMT": 7 * 24 * time.Hour,
	} {
		if got := feeds.RetryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
