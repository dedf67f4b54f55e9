package websub

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // hubs of version 0.3 sign with it; as an HMAC it holds
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// signed says whether a header X-Hub-Signature ("sha256=…") was made of the body
// with the secret (section 8).
func signed(header, secret string, body []byte) bool {
	method, claim, _ := strings.Cut(strings.TrimSpace(header), "=")
	var make func() hash.Hash
	switch strings.ToLower(method) {
	case "sha1":
		make = sha1.New
	case "sha256":
		make = sha256.New
	case "sha384":
		make = sha512.New384
	case "sha512":
		make = sha512.New
	default:
		return false
	}
	want, err := hex.DecodeString(claim)
	if err != nil || secret == "" {
		return false
	}
	mac := hmac.New(make, []byte(secret))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), want)
}
