package telegram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"crier/bot"
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

// seal puts a line that the person pressed or typed in a group into a start payload, and
// the group: there the line means something else than in private. It is good for that
// person alone: a link made by one may not run commands of another. Where both are too
// long to be carried it is the line alone, and "" when even that is.
func (s signer) seal(line string, from bot.Address, person string) string {
	for _, carried := range [][]byte{append(packed(from), line...), []byte(line)} {
		payload := handoff + base64.RawURLEncoding.EncodeToString(append(s.tag(carried, person), carried...))
		if len(payload) <= maxPayload {
			return payload
		}
	}
	return ""
}

func (s signer) tag(carried []byte, person string) []byte {
	return s.sum("handoff", person+"\x00"+string(carried))[:tagBytes]
}

// open is the inverse of seal. The address is zero for a line alone.
func (s signer) open(payload, person string) (line string, from bot.Address, ok bool) {
	rest, found := strings.CutPrefix(payload, handoff)
	if !found {
		return "", from, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil || len(raw) <= tagBytes || !hmac.Equal(raw[:tagBytes], s.tag(raw[tagBytes:], person)) {
		return "", from, false
	}
	line, from = unpacked(raw[tagBytes:])
	return line, from, true
}

// packed is the address of a group or channel in few bytes. The first is its kind, with
// which no line begins.
func packed(a bot.Address) []byte {
	chat, err := strconv.ParseInt(a.Chat, 10, 64)
	if err != nil || a.Kind == bot.Direct {
		return nil
	}
	thread, _ := strconv.ParseUint(a.Thread, 10, 32) // none is 0
	return binary.AppendUvarint(binary.AppendVarint([]byte{byte(a.Kind)}, chat), thread)
}

// unpacked parts a line from the address before it.
func unpacked(carried []byte) (line string, from bot.Address) {
	if kind := bot.Kind(carried[0]); kind == bot.Group || kind == bot.Channel {
		chat, n := binary.Varint(carried[1:])
		thread, m := binary.Uvarint(carried[1+max(n, 0):])
		if n > 0 && m > 0 {
			from = bot.Address{Network: network, Chat: formatID(chat), Kind: kind}
			if thread > 0 {
				from.Thread = strconv.FormatUint(thread, 10)
			}
			carried = carried[1+n+m:]
		}
	}
	return string(carried), from
}
