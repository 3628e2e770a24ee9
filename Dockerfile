# route with git, which `route diff REVISION` needs:
#     docker build -t task-router . && docker run --rm -v "$PWD:/work:ro" task-router "fix JWT expiry"
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN packaging/build programs && cp target/packaging/build/*/dist/route target/packaging/build/*/dist/task-router /usr/local/bin/

# The programs are static, so a system with another C library works.
FROM alpine:3
RUN apk add --no-cache git && adduser -D -u 1000 route
COPY --from=build /usr/local/bin/route /usr/local/bin/task-router /usr/local/bin/
USER 1000
WORKDIR /work
ENTRYPOINT ["route"]
