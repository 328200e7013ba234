module tools/openim-config

go 1.26.0

require (
	github.com/openimsdk/chat v1.8.4
	github.com/openimsdk/open-im-server/v3 v3.8.3
)
