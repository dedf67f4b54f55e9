package lang

import "testing"

func TestEveryFileIsRead(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Printer("en").Text("problem.timeout", "Host", "example.org"); got != "example.org did not answer in 30 seconds." {
		t.Errorf("got %q", got)
	}
}
