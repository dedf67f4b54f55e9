package topics

// Limits of a query: what a person types, with room to spare.
const (
	MaxQuery = 500 // characters
	maxTerms = 60
	maxDepth = 20
)

// Parse understands a query; the error is a *SyntaxError. It never returns a query
// that would match every article.
func Parse(text string) (*Query, error) {
	q, err := parse(text)
	if err != nil {
		err.Fix = corrected(text, err)
		return nil, err
	}
	return q, nil
}

func parse(text string) (*Query, *SyntaxError) {
	if at := cut(text, MaxQuery); at < len(text) {
		return nil, &SyntaxError{At: at, Hint: TooLong}
	}
	lexemes, err := lex(text)
	if err != nil {
		return nil, err
	}
	if len(lexemes) == 0 {
		return nil, &SyntaxError{At: 0, Hint: Empty}
	}
	p := parser{in: lexemes, end: len(text)}
	root, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.i < len(p.in) {
		return nil, &SyntaxError{At: p.in[p.i].at, Hint: CloseParen}
	}
	if !positive(root) {
		return nil, &SyntaxError{At: 0, Hint: OnlyNot}
	}
	return &Query{text: text, root: root}, nil
}

// cut is where a text's first n characters end.
func cut(text string, n int) int {
	for at := range text {
		if n--; n < 0 {
			return at
		}
	}
	return len(text)
}

// parser is recursive descent: or → and → not → atom.
type parser struct {
	in    []lexeme
	i     int
	end   int
	terms int
	field string // of the group: its terms are under it that have none of their own
}

func (p *parser) peek() kind {
	if p.i == len(p.in) {
		return eof
	}
	return p.in[p.i].kind
}

func (p *parser) at() int {
	if p.i == len(p.in) {
		return p.end
	}
	return p.in[p.i].at
}

func (p *parser) or(depth int) (node, *SyntaxError) {
	n, err := p.and(depth)
	if err != nil {
		return nil, err
	}
	all := or{n}
	for p.peek() == opOr {
		p.i++
		if n, err = p.and(depth); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) and(depth int) (node, *SyntaxError) {
	n, err := p.not(depth)
	if err != nil {
		return nil, err
	}
	all := and{n}
	for p.peek() != eof && p.peek() != opOr && p.peek() != closing {
		if p.peek() == opAnd {
			p.i++
		}
		if n, err = p.not(depth); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) not(depth int) (node, *SyntaxError) {
	if p.peek() != opNot {
		return p.atom(depth)
	}
	p.i++
	n, err := p.atom(depth)
	return not{n}, err
}

func (p *parser) atom(depth int) (node, *SyntaxError) {
	if p.terms++; p.terms > maxTerms || depth > maxDepth {
		return nil, &SyntaxError{At: p.at(), Hint: TooLong}
	}
	if p.peek() == opening {
		return p.group(depth)
	}
	if p.peek() == closing && depth == 0 {
		return nil, &SyntaxError{At: p.at(), Hint: CloseParen}
	}
	if p.peek() != term {
		return nil, &SyntaxError{At: p.at(), Hint: Operand}
	}
	l := p.in[p.i]
	p.i++
	if l.field == "" {
		l.field = p.field
	}
	return l.node()
}

func (p *parser) group(depth int) (node, *SyntaxError) {
	at, around := p.at(), p.field
	if own := p.in[p.i].field; own != "" {
		p.field = own
	}
	p.i++
	n, err := p.or(depth + 1)
	p.field = around
	if err != nil {
		return nil, err
	}
	if p.peek() != closing {
		return nil, &SyntaxError{At: at, Hint: OpenParen}
	}
	p.i++
	return n, nil
}
