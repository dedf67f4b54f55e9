package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// loosely decodes as json.Unmarshal does, and where a value is of another type than
// Discord writes, tries again with what other servers of this protocol are known to
// write: ids as numbers, numbers as text, null for an empty text.
func loosely(raw []byte, into any) error {
	err := json.Unmarshal(raw, into)
	var other *json.UnmarshalTypeError
	if !errors.As(err, &other) {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if d.Decode(&tree) != nil {
		return err
	}
	usual, again := json.Marshal(asUsual("", tree))
	if again != nil {
		return err
	}
	return json.Unmarshal(usual, into)
}

// asUsual rewrites the values of a tree to the types that Discord writes. key is what
// v is called; the items of a list are called as the list is.
func asUsual(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, item := range v {
			v[k] = asUsual(k, item)
		}
	case []any:
		for i, item := range v {
			v[i] = asUsual(key, item)
		}
	case json.Number:
		if isName(key) {
			return v.String()
		}
	case string:
		if n, ok := numberOf(key, v); ok {
			return n
		}
	}
	return v
}

// isName reports keys whose values are ids, which Discord writes as text.
func isName(key string) bool {
	return key == "id" || key == "roles" || key == "permissions" || key == "values" ||
		strings.HasSuffix(key, "_id") || strings.HasSuffix(key, "_ids")
}

// numberOf reads a number that was written as text.
func numberOf(key, text string) (json.Number, bool) {
	switch key {
	case "type", "flags", "context", "op", "s", "heartbeat_interval", "shards", "max_concurrency", "reset_after", "remaining", "retry_after", "code":
	default:
		return "", false
	}
	switch {
	case key == "type" && text == "role": // of an overwrite, as the API before version 8 wrote it
		return "0", true
	case key == "type" && text == "member":
		return "1", true
	}
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return "", false
	}
	return json.Number(text), true
}
