package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// data gives a stream's bytes out of its filters; what cannot be decoded is left
// out. Pictures have no text and give nothing.
func (f *file) data(s *stream) []byte {
	data := s.raw
	if f.crypt != nil && s.at.num > 0 && f.name(s.dict["Type"]) != "XRef" {
		data = f.crypt.stream(data, s.at)
	}
	filters, params := f.list(s.dict["Filter"], s.dict["F"]), f.list(s.dict["DecodeParms"], s.dict["DP"])
	if len(filters) > 8 {
		return nil
	}
	for i, v := range filters {
		var p dict
		if i < len(params) {
			p = f.dict(params[i])
		}
		data = f.filter(f.name(v), data, p)
		f.take(&f.decoded, len(data))
	}
	return data
}

// list gives the first of the values that is there, as a list.
func (f *file) list(values ...any) array {
	for _, v := range values {
		switch v := f.get(v).(type) {
		case array:
			return v
		case name, dict:
			return array{v}
		}
	}
	return nil
}

func (f *file) filter(kind name, data []byte, p dict) []byte {
	switch kind {
	case "FlateDecode", "Fl":
		return f.unpredicted(f.inflate(data), p)
	case "LZWDecode", "LZW":
		early := 1
		if v, ok := p["EarlyChange"]; ok {
			early = f.int(v)
		}
		return f.unpredicted(unLZW(data, early, f.limit()), p)
	case "ASCII85Decode", "A85":
		return un85(data, f.limit())
	case "ASCIIHexDecode", "AHx":
		l := lexer{b: data, budget: f.budget}
		return []byte(l.hex())
	case "RunLengthDecode", "RL":
		return unRun(data, f.limit())
	case "Crypt":
		return data
	}
	return nil
}

func (f *file) limit() int { return min(maxStream, f.decoded) }

// inflate decompresses as far as the data go: many files are cut or have a wrong
// sum at their end.
func (f *file) inflate(data []byte) []byte {
	var in io.Reader
	z, err := zlib.NewReader(bytes.NewReader(data))
	in = z
	if err != nil {
		in = flate.NewReader(bytes.NewReader(data[min(2, len(data)):]))
	}
	limit := f.limit()
	out, _ := io.ReadAll(io.LimitReader(in, int64(limit)+1)) // what came before an error is what there is
	if len(out) > limit {
		panic(spent{errWork})
	}
	return out
}

func un85(data []byte, limit int) []byte {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
	if i := bytes.IndexByte(data, '~'); i >= 0 {
		data = data[:i]
	}
	out, _ := io.ReadAll(io.LimitReader(ascii85.NewDecoder(bytes.NewReader(data)), int64(limit))) // as far as it goes
	return out
}

func unRun(data []byte, limit int) []byte {
	var out []byte
	for len(data) > 1 && len(out) < limit {
		n := int(data[0])
		data = data[1:]
		switch {
		case n == 128:
			return out
		case n < 128:
			n = min(n+1, len(data))
			out = append(out, data[:n]...)
			data = data[n:]
		default:
			for range 257 - n {
				out = append(out, data[0])
			}
			data = data[1:]
		}
	}
	return out
}

// unLZW decompresses as PDF and TIFF do; the standard library's codes grow at
// another place.
func unLZW(data []byte, early, limit int) []byte {
	type entry struct {
		prefix int32
		last   byte
		length int32
	}
	var table [4096]entry
	for i := range 256 {
		table[i] = entry{-1, byte(i), 1}
	}
	var out []byte
	next, width, prev := 258, 9, -1
	bits, held := 0, 0
	for _, c := range data {
		bits, held = bits<<8|int(c), held+8
		if held < width {
			continue
		}
		held -= width
		code := bits >> held & (1<<width - 1)
		bits &= 1<<held - 1
		if code == 256 {
			next, width, prev = 258, 9, -1
			continue
		}
		if code == 257 || code > next || code == next && prev < 0 || len(out) > limit {
			break
		}
		from := code
		if code == next {
			from = prev
		}
		n := int(table[from].length)
		at := len(out)
		out = append(out, make([]byte, n)...)
		for i, k := at+n-1, from; i >= at && k >= 0; i-- {
			out[i] = table[k].last
			k = int(table[k].prefix)
		}
		if code == next {
			out = append(out, out[at])
		}
		if prev >= 0 && next < 4096 {
			table[next] = entry{int32(prev), out[at], table[prev].length + 1}
			next++
		}
		prev = code
		if next+early >= 1<<width && width < 12 {
			width++
		}
	}
	return out
}

// unpredicted undoes the predictors of PNG and, for bytes, of TIFF.
func (f *file) unpredicted(data []byte, p dict) []byte {
	predictor := f.int(p["Predictor"])
	if predictor < 2 {
		return data
	}
	atLeast := func(v any, least int) int { return max(f.int(v), least) }
	colors, bits, columns := atLeast(p["Colors"], 1), 8, atLeast(p["Columns"], 1)
	if v := f.int(p["BitsPerComponent"]); v > 0 {
		bits = v
	}
	if colors > 32 || bits > 16 || columns > 1<<20 {
		return nil
	}
	pixel := max(1, colors*bits/8)
	row := (columns*colors*bits + 7) / 8
	if predictor == 2 {
		for i := range data {
			if i%row >= pixel {
				data[i] += data[i-pixel]
			}
		}
		return data
	}
	var out []byte
	last := make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := min(row, len(data)-1)
		now := data[1 : 1+n]
		unfiltered(kind, now, last, pixel)
		out = append(out, now...)
		copy(last, now)
		data = data[1+n:]
	}
	return out
}

// unfiltered undoes one row's filter, https://www.w3.org/TR/png-3/#9Filters.
func unfiltered(kind byte, now, last []byte, pixel int) {
	for i := range now {
		var a, c byte
		if i >= pixel {
			a, c = now[i-pixel], last[i-pixel]
		}
		b := last[i]
		switch kind {
		case 1:
			now[i] += a
		case 2:
			now[i] += b
		case 3:
			now[i] += byte((int(a) + int(b)) / 2)
		case 4:
			now[i] += paeth(int(a), int(b), int(c))
		}
	}
}

func paeth(a, b, c int) byte {
	abs := func(n int) int { return max(n, -n) }
	pa, pb, pc := abs(b-c), abs(a-c), abs(a+b-2*c)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a)
	case pb <= pc:
		return byte(b)
	}
	return byte(c)
}
