package pdf

// matrix is a transformation: [a b 0; c d 0; e f 1].
type matrix [6]float64

func identity() matrix { return matrix{1, 0, 0, 1, 0, 0} }

// times is m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// moved is m after a step along its own axes.
func (m matrix) moved(x, y float64) matrix { return matrix{1, 0, 0, 1, x, y}.times(m) }

// run is text that was shown in one go, by its place on the page.
type run struct {
	text      string
	x0, x1, y float64
	size      float64
	gapBefore bool // white space stood before it in the string
}

// state is what q keeps and Q brings back.
type state struct {
	ctm                       matrix
	face                      *font
	size, char, word, leading float64
	stretch, rise             float64
}

// painter follows a page's operators as far as they move and show text.
type painter struct {
	*reader
	state
	saved     []state
	tm, line  matrix
	resources dict
	runs      []run
	artifact  int    // open marks around what is no part of the text
	marks     []bool // of each open mark: whether it is such
	depth     int    // of forms
}

// paint runs a content stream.
func (p *painter) paint(data []byte, resources dict) {
	outer := p.resources
	p.resources = resources
	defer func() { p.resources = outer }()
	l := lexer{b: data, budget: p.budget}
	var args []any
	for l.skip() {
		v := l.value(0)
		op, ok := v.(keyword)
		switch {
		case !ok && len(args) < 64:
			args = append(args, v)
		case !ok:
			copy(args, args[1:])
			args[len(args)-1] = v
		case op == "BI":
			l.picture()
			args = args[:0]
		default:
			p.ticks++
			p.do(string(op), args)
			args = args[:0]
		}
	}
}

// picture passes a picture inside the operators.
func (l *lexer) picture() {
	for l.pos < len(l.b)-2 {
		if l.b[l.pos] == 'E' && l.b[l.pos+1] == 'I' && l.pos > 0 && isSpace(l.b[l.pos-1]) && isSpace(l.b[l.pos+2]) {
			l.pos += 2
			return
		}
		l.pos++
	}
	l.pos = len(l.b)
}

// arg gives the i-th of the n last arguments as a number.
func arg(args []any, n, i int) float64 {
	if k := len(args) - n + i; k >= 0 && k < len(args) {
		return number(args[k])
	}
	return 0
}

// matrixOf is what is given as one; too few numbers change nothing.
func matrixOf(args []any) matrix {
	m := identity()
	if len(args) < len(m) {
		return m
	}
	for i := range m {
		m[i] = arg(args, 6, i)
	}
	return m
}

func (p *painter) do(op string, args []any) {
	switch op {
	case "q":
		if len(p.saved) < 512 {
			p.saved = append(p.saved, p.state)
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			p.state, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "cm":
		p.ctm = matrixOf(args).times(p.ctm)
	case "BMC", "BDC":
		p.mark(args)
	case "EMC":
		p.unmark()
	case "Do":
		p.form(args)
	default:
		p.text(op, args)
	}
}

func (p *painter) text(op string, args []any) {
	last := arg(args, 1, 0)
	switch op {
	case "BT":
		p.tm, p.line = identity(), identity()
	case "Tf":
		p.setFont(args)
	case "Tc":
		p.char = last
	case "Tw":
		p.word = last
	case "Tz":
		p.stretch = last / 100
	case "TL":
		p.leading = last
	case "Ts":
		p.rise = last
	case "Td":
		p.move(arg(args, 2, 0), last)
	case "TD":
		p.leading = -last
		p.move(arg(args, 2, 0), last)
	case "Tm":
		p.tm = matrixOf(args)
		p.line = p.tm
	case "T*":
		p.move(0, -p.leading)
	case "Tj", "'", "\"":
		p.showLine(op, args)
	case "TJ":
		p.showList(args)
	}
}

func (p *painter) showLine(op string, args []any) {
	if len(args) == 0 {
		return
	}
	if op == "\"" {
		p.word, p.char = arg(args, 3, 0), arg(args, 3, 1)
	}
	if op != "Tj" {
		p.move(0, -p.leading)
	}
	if s, ok := args[len(args)-1].(text); ok {
		p.show(string(s))
	}
}

func (p *painter) showList(args []any) {
	if len(args) == 0 {
		return
	}
	list, _ := args[len(args)-1].(array)
	for _, v := range list {
		if s, ok := v.(text); ok {
			p.show(string(s))
			continue
		}
		p.tm = p.tm.moved(-number(v)/1000*p.size*p.stretch, 0)
	}
}

func (p *painter) move(x, y float64) {
	p.line = p.line.moved(x, y)
	p.tm = p.line
}

func (p *painter) setFont(args []any) {
	p.size = arg(args, 1, 0)
	if n, ok := args0(args, 2).(name); ok {
		p.face = p.font(p.dict(p.resources["Font"])[n])
	}
}

func args0(args []any, n int) any {
	if n == 0 || len(args) < n {
		return nil
	}
	return args[len(args)-n]
}

// mark notes whether marked content is the page's furniture.
func (p *painter) mark(args []any) {
	tag, _ := args0(args, min(2, len(args))).(name)
	furniture := tag == "Artifact"
	p.marks = append(p.marks, furniture)
	if furniture {
		p.artifact++
	}
	p.take(&p.search, 1)
}

func (p *painter) unmark() {
	if n := len(p.marks); n > 0 {
		if p.marks[n-1] {
			p.artifact--
		}
		p.marks = p.marks[:n-1]
	}
}

// form paints a form: a page inside the page.
func (p *painter) form(args []any) {
	n, _ := args0(args, 1).(name)
	s, ok := p.get(p.dict(p.resources["XObject"])[n]).(*stream)
	if !ok || p.name(s.dict["Subtype"]) != "Form" || p.depth > 8 {
		return
	}
	before, saved := p.state, p.saved
	p.saved = nil
	p.depth++
	if m := p.array(s.dict["Matrix"]); len(m) == 6 {
		p.ctm = matrixOf(m).times(p.ctm)
	}
	resources := p.dict(s.dict["Resources"])
	if resources == nil {
		resources = p.resources
	}
	p.paint(p.data(s), resources)
	p.depth--
	p.state, p.saved = before, saved
}
