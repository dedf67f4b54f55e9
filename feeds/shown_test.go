package feeds_test

import (
	"strings"
	"testing"

	"crier/feeds"
)

func TestShownMasksKeysAndNothingElse(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"https://example.org/feed.xml", "https://example.org/feed.xml"},
		{"https://example.org/2026/11/russian-delegation-arrives-in-pyongyang-for-75th-anniversary", "https://example.org/2026/11/russian-delegation-arrives-in-pyongyang-for-75th-anniversary"},
		{"https://example.org/article-20261123-000123", "https://example.org/article-20261123-000123"},
		{"https://example.org/story?id=12&page=2", "https://example.org/story?id=12&page=2"},
		{"https://www.youtube.com/feeds/videos.xml?channel_id=UC16niRr50-MSBwiO3YDb3RA", "https://www.youtube.com/feeds/videos.xml?channel_id=UC16niRr50-MSBwiO3YDb3RA"},
		{"https://me:secret@example.org/feed", "https://…@example.org/feed"},
		{"https://example.org/feed?token=abc&n=5", "https://example.org/feed?token=…&n=5"},
		{"https://example.org/feed?private_token=x&API_KEY=y&key=z", "https://example.org/feed?private_token=…&API_KEY=…&key=…"},
		{"https://example.org/feed?x=9f86d081884c7d659a2feaa0c55ad015", "https://example.org/feed?x=9f8…"},
		{"https://example.org/550e8400-e29b-41d4-a716-446655440000/feed", "https://example.org/550…/feed"},
		{"https://calendar.example/private-a7Bc9dE2fG4hI6jK8lM0/basic", "https://calendar.example/pri…/basic"},
		{"https://example.org/feed#access_token=abc", "https://example.org/feed"},
		{"not an address", "…"},
		{"", "…"},
	} {
		if got := feeds.Shown(c.address); got != c.want {
			t.Errorf("Shown(%q) = %q, want %q", c.address, got, c.want)
		}
	}
}

func FuzzShown(f *testing.F) {
	f.Add("https://me:secret@example.org/feed?token=abc")
	f.Add("//x/%zz")
	f.Fuzz(func(t *testing.T, address string) {
		got := feeds.Shown("https://u:pa55wordHUNTER@" + address)
		if strings.Contains(got, "pa55wordHUNTER") && !strings.Contains(address, "pa55wordHUNTER") {
			t.Errorf("%q shows the password: %q", address, got)
		}
	})
}
