package pdf

import (
	"bytes"
	"cmp"
	"slices"
)

// file is a PDF file whose objects are found by scanning.
type file struct {
	*budget
	body    []byte
	where   map[int]place // of each object
	known   map[int]any
	trailer dict
	crypt   *crypt // nil: not encrypted
	open    int    // objects being resolved, one inside the other
}

// place is where an object's value begins.
type place struct {
	in     []byte // the file, or a decoded stream of objects
	at     int
	gen    int
	inside bool // a stream of objects
}

// openFile finds the objects of a file and what its trailer says.
func openFile(b *budget, body []byte) (*file, error) {
	f := &file{budget: b, body: body, where: map[int]place{}, known: map[int]any{}}
	starts := f.scan()
	f.trailer = f.findTrailer()
	if err := f.unlock(); err != nil {
		return nil, err
	}
	f.scanStreams(starts)
	if _, ok := f.get(f.trailer["Root"]).(dict); !ok {
		f.trailer["Root"] = f.findCatalog()
	}
	return f, nil
}

// start is an object in the file, by the place of its value.
type start struct{ at, num int }

// scan finds every "12 0 obj"; the last of a number counts, as updates are appended.
func (f *file) scan() []start {
	var starts []start
	for at := 0; ; {
		i := bytes.Index(f.body[at:], []byte("obj"))
		if i < 0 {
			return starts
		}
		at += i + 3
		num, gen, ok := header(f.body[:at-3])
		if !ok {
			continue
		}
		f.take(&f.objects, 1)
		f.where[num] = place{in: f.body, at: at, gen: gen}
		starts = append(starts, start{at, num})
	}
}

// header reads "12 0 " backwards from the end of b.
func header(b []byte) (num, gen int, ok bool) {
	b = bytes.TrimRight(b[max(0, len(b)-40):], " \r\n\t\x00")
	back := func() (int, bool) {
		i := len(b)
		for i > 0 && b[i-1] >= '0' && b[i-1] <= '9' {
			i--
		}
		n, ok := integer(b[i:])
		b = b[:i]
		return n, ok
	}
	gen, ok = back()
	trimmed := bytes.TrimRight(b, " \r\n\t\x00")
	if !ok || len(trimmed) == len(b) {
		return 0, 0, false
	}
	b = trimmed
	num, ok = back()
	return num, gen, ok && num < 1<<24
}

// scanStreams adds the objects inside streams of objects.
func (f *file) scanStreams(starts []start) {
	slices.SortFunc(starts, func(a, b start) int { return cmp.Compare(a.at, b.at) })
	last := -1
	for at := 0; ; {
		i := bytes.Index(f.body[at:], []byte("/ObjStm"))
		if i < 0 {
			return
		}
		at += i + 7
		k, _ := slices.BinarySearchFunc(starts, at, func(s start, at int) int { return cmp.Compare(s.at, at) })
		if k == 0 || k-1 == last {
			continue
		}
		last = k - 1
		if f.where[starts[last].num].at != starts[last].at {
			continue // an older version of the object
		}
		if s, ok := f.get(ref{num: starts[last].num}).(*stream); ok {
			f.addObjects(s, starts[last].at)
		}
	}
}

// addObjects notes where the objects of a stream of objects begin; one that stands
// in the file behind the stream is newer.
func (f *file) addObjects(s *stream, at int) {
	data := f.data(s)
	first, n := f.int(s.dict["First"]), f.int(s.dict["N"])
	l := lexer{b: data, budget: f.budget}
	for range min(n, maxObjects) {
		num, ok1 := l.value(0).(int)
		offset, ok2 := l.value(0).(int)
		if !ok1 || !ok2 || offset < 0 || first < 0 || first+offset > len(data) {
			return
		}
		f.take(&f.objects, 1)
		if old, ok := f.where[num]; ok && !old.inside && old.at > at {
			continue
		}
		f.where[num] = place{in: data, at: first + offset, inside: true}
		delete(f.known, num)
	}
}

// findTrailer merges what trailers and streams of offsets say, the last one first.
func (f *file) findTrailer() dict {
	out := dict{}
	for _, mark := range []string{"trailer", "/XRef"} {
		for at, tries := len(f.body), 0; tries < 64; tries++ {
			i := bytes.LastIndex(f.body[:at], []byte(mark))
			if i < 0 {
				break
			}
			f.take(&f.search, at-i)
			at = i
			from := i + len(mark)
			if mark == "/XRef" {
				if from = bytes.LastIndex(f.body[:i], []byte("obj")) + 3; from < 3 {
					break
				}
				f.take(&f.search, i-from)
			}
			l := lexer{b: f.body, pos: from, budget: f.budget, keep: true}
			d, _ := l.value(0).(dict)
			for _, key := range []name{"Root", "Encrypt", "ID", "Info"} {
				if v, ok := d[key]; ok && out[key] == nil {
					out[key] = v
				}
			}
		}
	}
	return out
}

// findCatalog looks for the root in a file whose trailer is lost.
func (f *file) findCatalog() any {
	for _, num := range f.numbers() {
		if d, ok := f.get(ref{num: num}).(dict); ok && d["Type"] == name("Catalog") {
			return ref{num: num}
		}
	}
	return nil
}

// numbers are those of all objects, ascending.
func (f *file) numbers() []int {
	out := make([]int, 0, len(f.where))
	for num := range f.where {
		out = append(out, num)
	}
	slices.Sort(out)
	return out
}

// get follows references to a value; nil for one that is not there.
func (f *file) get(v any) any {
	for range maxDepth {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		if v, ok = f.known[r.num]; !ok {
			v = f.load(r.num)
		}
	}
	return nil
}

// load reads an object. One that refers to itself while it is read is nil.
func (f *file) load(num int) any {
	p, ok := f.where[num]
	if !ok || f.open > maxDepth {
		return nil
	}
	f.known[num] = nil
	f.open++
	defer func() { f.open-- }()
	l := lexer{b: p.in, pos: p.at, budget: f.budget, keep: true}
	v := l.value(0)
	if _, over := v.(end); over {
		v = nil
	}
	at := ref{num, p.gen}
	if d, ok := v.(dict); ok && !p.inside && l.skip() && l.follows("stream") {
		v = &stream{dict: d, raw: f.raw(&l, d), at: at}
	}
	if f.crypt != nil && !p.inside {
		v = f.crypt.strings(v, at, 0)
	}
	f.known[num] = v
	return v
}

// raw gives the bytes of a stream: as many as its length says if they end where
// the stream does, else those up to its end.
func (f *file) raw(l *lexer, d dict) []byte {
	l.follows("\r")
	l.follows("\n")
	rest := l.b[l.pos:]
	if n := f.int(d["Length"]); n > 0 && n <= len(rest) {
		after := lexer{b: rest, pos: n, budget: f.budget}
		if after.skip() && after.follows("endstream") {
			return rest[:n]
		}
	}
	i := bytes.Index(rest, []byte("endstream"))
	if i < 0 {
		i = len(rest)
	}
	f.take(&f.search, i+1)
	return rest[:i]
}

func (f *file) int(v any) int {
	switch n := f.get(v).(type) {
	case int:
		return n
	case float64:
		return int(max(-1e9, min(n, 1e9)))
	}
	return 0
}

func (f *file) number(v any) float64 { return number(f.get(v)) }

func number(v any) float64 {
	switch n := v.(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

func (f *file) dict(v any) dict {
	switch d := f.get(v).(type) {
	case dict:
		return d
	case *stream:
		return d.dict
	}
	return nil
}

func (f *file) array(v any) array {
	a, _ := f.get(v).(array)
	return a
}

func (f *file) name(v any) name {
	n, _ := f.get(v).(name)
	return n
}
