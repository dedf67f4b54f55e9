package discordtest

import "encoding/json"

func (m *outgoing) checkRows() *apiError {
	if len(m.Components) > 5 {
		return bad("%d rows", len(m.Components))
	}
	ids := map[string]bool{}
	for _, raw := range m.Components {
		var r row
		if err := json.Unmarshal(raw, &r); err != nil || r.Type != 1 || len(r.Components) < 1 || len(r.Components) > 5 {
			return bad("a row of %d components", len(r.Components))
		}
		for _, c := range r.Components {
			if c.Type == 3 && len(r.Components) > 1 {
				return bad("a menu shares its row")
			}
			if err := c.check(ids); err != nil {
				return err
			}
		}
		m.rows = append(m.rows, r)
	}
	return nil
}

func (c *control) check(ids map[string]bool) *apiError {
	switch n := runes(c.Label); {
	case c.Type == 3:
		if err := c.checkMenu(); err != nil {
			return err
		}
	case c.Type != 2 || n < 1 || n > 80:
		return bad("button label of %d characters", n)
	case c.Style == 5:
		return checkURL(c.URL, 512, false)
	}
	if n := runes(c.CustomID); n < 1 || n > 100 || ids[c.CustomID] {
		return bad("custom_id %q", c.CustomID)
	}
	ids[c.CustomID] = true
	return nil
}

func (c *control) checkMenu() *apiError {
	if n := len(c.Options); n < 1 || n > 25 || runes(c.Placeholder) > 150 {
		return bad("a menu of %d options", n)
	}
	seen := map[string]bool{}
	for _, o := range c.Options {
		l, v := runes(o.Label), runes(o.Value)
		if l < 1 || l > 100 || v < 1 || v > 100 || runes(o.Description) > 100 || seen[o.Value] {
			return bad("option %q of a menu", o.Label)
		}
		seen[o.Value] = true
	}
	return nil
}
