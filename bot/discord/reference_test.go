package discord

import "testing"

// TestReference has a proof for each thing that the published documentation and the
// measurements of the library say an adapter must get right. The names are those
// statements, by section.
func TestReference(t *testing.T) {
	for section, statements := range map[string][]statement{
		"gateway": gatewayStatements(), "interactions": interactionStatements(), "messages": messageStatements(),
		"rates and errors": rateStatements(), "faults of the library": libraryStatements(),
	} {
		t.Run(section, func(t *testing.T) {
			for _, s := range statements {
				t.Run(s.says, s.proof)
			}
		})
	}
}

type statement struct {
	says  string
	proof func(*testing.T)
}

func gatewayStatements() []statement {
	return []statement{
		{"first heartbeat after interval·rand(0..1), then one per interval", theFirstHeartbeatComesWithinTheInterval},
		{"a missing ACK between two beats: close with a code other than 1000 and 1001, and resume", aMissingAckClosesAndResumes},
		{"op 7 and lost links: resume, and miss nothing", reconnectAndLostLinksResumeAndMissNothing},
		{"op 9 d:false, 4007, 4009: identify on a new connection", anInvalidSessionIdentifiesOnANewConnection},
		{"identify at most max_concurrency per 5 s, shards as advised, (guild_id >> 22) % n, DMs on shard 0", shardsAreThoseAdvisedAndIdentifyPaced},
		{"1,000 session starts a day: none left waits for the reset", noSessionStartsLeftWaitsForTheReset},
		{"send at most 120 per 60 s", heartbeatRequestsAreAnsweredButNotWithoutMeasure},
		{"never reconnect on 4004, 4010 to 4014", fatalCloseCodesStopThisNetworkWithTheReason},
		{"IntentsGuilds and IntentsDirectMessages only", onlyTheTwoFreeIntentsAreAskedFor},
		{"content comes with the target of a message's menu: every link of it", theMessageMenuHandsOverEveryLink},
		{"content comes with the target of a message's menu: documents", theMessageMenuHandsOverDocuments},
		{"content comes with the target of a message's menu, and of a forward", aForwardIsReadAsWhatItForwards},
	}
}

func interactionStatements() []statement {
	return []statement{
		{"first response in 3 s: defer", workAheadIsDeferredWellBeforeThreeSeconds},
		{"200 at once are each answered or deferred in time", TestTwoHundredCommandsAtOnceAreEachAnsweredInTime},
		{"10062, 15 minutes, 40060", aTokenThatDied},
		{"EPHEMERAL is the deferral's only flag: one's own business is hidden", readingIsForAllAndOnesOwnBusinessIsHidden},
		{"a press in a channel answers the presser alone", aPressInAChannelAnswersThePresserAlone},
		{"a press in a direct chat replaces or adds", aPressInADirectChatReplacesOrAdds},
		{"a form is a first response", aFormIsTheFirstResponseToAPress},
		{"interaction endpoints are not bound to the global limit", interactionsAreNotBoundToTheGlobalLimit},
		{"over HTTP: Ed25519, 401 on a bad signature, PING to PONG", interactionsOverHTTP},
		{"over HTTP: any number of processes", interactionsOverHTTPByManyProcesses},
		{"autocomplete at most 25", autocompleteOffersAtMostTwentyFive},
		{"options with types, in the table's order", optionsBecomeArgumentsInTheTablesOrder},
		{"options with types: documents", aDocumentIsGivenToACommand},
		{"100 commands, 15 on messages", aHundredAndMoreCommandsStayWithinTheLimit},
		{"200 creates a day: overwritten only on change", theMenuIsPublishedOnceAndAgainOnlyWhenItChanged},
		{"default_member_permissions, contexts, integration_types, localizations", commandsSayWhereForWhomAndInWhichWords},
		{"localizations of a group", groupsAreCalledAndExplainedInEveryLanguage},
	}
}

func messageStatements() []statement {
	return []statement{
		{"10 embeds, 6000 characters in sum", tenItemsFoldWithinTheSum},
		{"cut at a sentence", cutsEndWithASentence},
		{"embeds that share a URL are de-duplicated", foldedItemsThatShareAnAddressAreBothShown},
		{"embeds need a permission: bare words without", withoutTheRightToEmbedTheWordsAreSentBare},
		{"nonce and enforce_nonce make a send idempotent", aSendWithAKnownKeyIsShownOnce},
		{"allowed_mentions: nothing, and the one configured role", theOneRoleIsCalledAndNobodyElse},
		{"forum channels need a post's name", aForumGetsAPostPerStory},
		{"forum channels may need a tag", forumPostsBearTheTopicsTag},
		{"40067: no tag to give", aForumWithoutTagsToGiveIsSaidToTakeNone},
		{"a forum's post has no nonce: looked for before it is made again", aForumPostOfWhichNobodyToldIsNotMadeTwice},
		{"50083 archived, 160005 locked", archivedThreadsOpenAndLockedOnesStayShut},
		{"an announcement channel's crosspost reaches every follower", postsOfAnnouncementChannelsAreHandedOn},
		{"components V2: no content and no embeds, irreversible: never sent", ownMessagesAreNeverOfComponentsAlone},
		{"components V2: read where others sent them", aMessageOfComponentsIsReadLikeOneOfWords},
		{"a picture's alt text, left out where it is not known", theDescriptionOfAPictureIsLeftOutWhereItIsNotKnown},
	}
}

func rateStatements() []statement {
	return []statement{
		{"50 requests a second: one pacer before every call that is no interaction's", pacerIsAskedBeforeOwnCallsAndNotBeforeSends},
		{"per-route buckets by X-RateLimit headers", anEmptyBucketIsNotTried},
		{"routes may share a bucket", routesThatShareABucketAreHeldTogether},
		{"webhooks 5 per 2 s", answersKeepToTheRateOfTheirWebhook},
		{"5 per 5 s per channel", aChannelTakesFiveMessagesInFiveSeconds},
		{"no X-RateLimit headers", aServerThatTellsNoRatesIsFine},
		{"429 of a route, shared, global, and Cloudflare's HTML", ratesThatDiscordTells},
		{"10,000 invalid answers in 10 min are a ban: everything stops well before", tooManyRefusalsStopEverythingWellBeforeABan},
		{"permanent, content and transient codes", codesBecomeOutcomes},
		{"a webhook 404 is never used again", deadTokensAreNotUsedAgain},
		{"a server that was left, a deleted channel, a closed thread", eventsOfServers},
		{"a server that was left or joined again while nobody listened", serversThatWereLeftOrJoinedUnseen},
	}
}

func libraryStatements() []statement {
	return []statement{
		{"1: a thousand channels at 50/s draw no 429", TestAThousandChannelsAtTheRateThatTheLimitsTell},
		{"2: calls end with their context", callsEndWithTheirContext},
		{"3: edits do not wait for one another", editsDoNotWaitForOneAnother},
		{"4: no bucket is kept per interaction", noBucketIsKeptPerInteraction},
		{"5: a 502 is tried once, and no token is in an error", noTokenInErrors},
		{"6: no Hello, op 7 or op 11 before READY", noHelloAndEarlyOpsDoNotHang},
		{"6: 4004 ends the network", aBadTokenEndsRunAndIsNotTold},
		{"6: a watchdog for what hangs", aHangingLoopEndsRun},
		{"7: 2,500 servers take little memory", manyServersTakeLittleMemory},
		{"8: what cannot be read is survived", unreadableEventsAreSurvived},
		{"8: components of a new kind can still be pressed", aMessageWithComponentsOfANewKindCanStillBePressed},
	}
}
