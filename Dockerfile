# A static binary, no shell, no root. Data lives in the volume /data.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /crier ./cmd/crier \
 && mkdir /data && chown 65532:65532 /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
COPY --from=build /crier /crier
COPY --from=build --chown=65532:65532 /data /data
ENV ZONEINFO=/zoneinfo.zip CRIER_DATA=/data CRIER_ADDR=0.0.0.0:8080
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["/crier", "check", "--health"]
ENTRYPOINT ["/crier"]
CMD ["run"]
