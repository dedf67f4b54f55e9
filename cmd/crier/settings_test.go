package main

import "testing"

func TestLimitsAreReadFromText(t *testing.T) {
	for _, c := range []struct {
		text string
		want limit
		bad  bool
	}{
		{"commands=60,links=120,feeds=300,topics=-1", limit{60, 120, 300, -1}, false},
		{" links = 5 ", limit{links: 5}, false},
		{"links=0", limit{}, true},
		{"links", limit{}, true},
		{"webhooks=3", limit{}, true},
		{"links=-2", limit{}, true},
		{"", limit{}, true},
	} {
		var got limit
		if err := got.UnmarshalText([]byte(c.text)); (err != nil) != c.bad || err == nil && got != c.want {
			t.Errorf("%q: %+v, %v, want %+v", c.text, got, err, c.want)
		}
	}
}
