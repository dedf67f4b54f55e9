package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const maxBody = 50 << 20

// params are a request's parameters, however they came: in the address, as a
// form, as multipart with files, or as JSON.
type params struct {
	values map[string]string
	files  map[string]upload
}

type upload struct {
	name    string
	content []byte
}

func readParams(r *http.Request) (params, error) {
	p := params{values: map[string]string{}, files: map[string]upload{}}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return p, p.readJSON(r.Body)
	}
	if err := r.ParseMultipartForm(maxBody); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return p, fmt.Errorf("can't parse the request: %w", err)
	}
	for k, v := range r.Form {
		p.values[k] = v[0]
	}
	if r.MultipartForm == nil {
		return p, nil
	}
	for k, headers := range r.MultipartForm.File {
		f, err := headers[0].Open()
		if err != nil {
			return p, err
		}
		content, err := io.ReadAll(f)
		_ = f.Close()
		if err != nil {
			return p, err
		}
		p.files[k] = upload{name: headers[0].Filename, content: content}
	}
	return p, nil
}

func (p params) readJSON(body io.Reader) error {
	var all map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&all); err != nil && err != io.EOF {
		return fmt.Errorf("can't parse JSON: %w", err)
	}
	for k, raw := range all {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		p.values[k] = s
	}
	return nil
}

func (p params) number(name string) int64 {
	n, _ := strconv.ParseInt(p.values[name], 10, 64)
	return n
}

func (p params) yes(name string) bool {
	v := strings.ToLower(p.values[name])
	return v == "true" || v == "1" || v == "yes"
}

// object reads a parameter that is JSON; an absent one leaves out as it is.
func (p params) object(name string, out any) *problem {
	if p.values[name] == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(p.values[name]), out); err != nil {
		return bad("Bad Request: can't parse " + name + " JSON object")
	}
	return nil
}
