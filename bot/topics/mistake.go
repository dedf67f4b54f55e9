package topics

import "fmt"

// SyntaxError says where a query cannot be understood and what would help.
type SyntaxError struct {
	At   int    // byte offset in the query
	Hint Hint   // bot/lang has words for it under "query.<hint>"
	Fix  string // a query close to it that can be understood; empty: there is no telling
}

// Error is for logs; people are told through the hint.
func (e *SyntaxError) Error() string { return fmt.Sprintf("query: %s at byte %d", e.Hint, e.At) }

// Hint is what is wrong with a query.
type Hint string

// The hints.
const (
	Empty       Hint = "empty"        // nothing to look for
	TooLong     Hint = "too_long"     // over MaxQuery characters or too many terms
	OnlyNot     Hint = "only_not"     // excludes without asking for anything
	OpenQuote   Hint = "open_quote"   // a " without its partner
	OpenParen   Hint = "open_paren"   // a ( without its partner
	CloseParen  Hint = "close_paren"  // a ) without its partner
	Operand     Hint = "operand"      // AND, OR or NOT without words beside it
	NoWord      Hint = "no_word"      // signs alone, without a letter or a digit
	BadRegex    Hint = "bad_regex"    // between the slashes stands no RE2 expression
	FieldValue  Hint = "field_value"  // title:, site: or lang: without a word
	BadLanguage Hint = "bad_language" // after lang: stands no language
	ShortPrefix Hint = "short_prefix" // before a * stand too few letters, or more than a word
	NoField     Hint = "no_field"     // before a colon stands a field of another search engine
	LooseMinus  Hint = "loose_minus"  // behind a minus stands a blank
)
