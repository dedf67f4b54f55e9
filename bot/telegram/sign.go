package telegram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// signer makes values that only this bot can have made, from its token: every
// process of the bot makes the same without sharing anything else.
type signer struct{ token string }

const (
	handoff    = "x_" // start payloads that carry a pressed line into the private chat
	tagBytes   = 6
	maxPayload = 64 // characters, [A-Za-z0-9_-]
)

func (s signer) sum(purpose, text string) []byte {
	mac := hmac.New(sha256.New, []byte(s.token))
	mac.Write([]byte(purpose + "\x00" + text))
	return mac.Sum(nil)
}

// webhookSecret is what the server must send with every update when the operator
// chose no secret.
func (s signer) webhookSecret() string { return hex.EncodeToString(s.sum("webhook", "")) }

// seal puts a line that the person pressed in a group into a start payload. It is
// good for that person alone: a link made by one may not run commands of another.
// It returns "" when the line is too long to be carried.
func (s signer) seal(line, person string) string {
	tag := s.sum("handoff", person+"\x00"+line)[:tagBytes]
	payload := handoff + base64.RawURLEncoding.EncodeToString(append(tag, line...))
	if len(payload) > maxPayload {
		return ""
	}
	return payload
}

// open is the inverse of seal.
func (s signer) open(payload, person string) (line string, ok bool) {
	rest, found := strings.CutPrefix(payload, handoff)
	if !found {
		return "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil || len(raw) <= tagBytes {
		return "", false
	}
	line = string(raw[tagBytes:])
	want := s.sum("handoff", person+"\x00"+line)[:tagBytes]
	return line, hmac.Equal(raw[:tagBytes], want)
}
