package topics

import "testing"

// What a title has is counted apart from what the text has: people are told which it is.
func TestHitsAreToldApartByTitleAndText(t *testing.T) {
	for query, want := range map[string]Hits{
		"drought":            {1, 0, "Rain returns to Velm after the longest drought"},
		"farmers":            {0, 1, "Farmers in the valley welcomed the rain."},
		"rain":               {1, 1, "Rain returns to Velm after the longest drought"},
		"title:rain":         {1, 0, "Rain returns to Velm after the longest drought"},
		`"longest drought"`:  {1, 0, "Rain returns to Velm after the longest drought"},
		"/rain/":             {1, 1, "Rain returns to Velm after the longest drought"},
		"snow OR again":      {0, 1, "…minister's COVID-19 fund raised interest rates again, and elections follow."},
		"lang:en":            {},
		"elections -drought": {0, 1, "…COVID-19 fund raised interest rates again, and elections follow."},
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Hits(NewDoc(rain())); got != want {
			t.Errorf("%s: %+v, want %+v", query, got, want)
		}
	}
}
