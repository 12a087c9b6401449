# The agent, built from this folder: `docker build -t witnessmark .`
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /packed

FROM node:24-slim
ENV NODE_ENV=production WITNESSMARK_HOME=/home/witnessmark/record
RUN --mount=type=bind,from=build,source=/packed,target=/packed \
    npm install --global --no-audit --no-fund /packed/witnessmark-*.tgz \
    && npm cache clean --force \
    && useradd --create-home --uid 10001 --shell /usr/sbin/nologin witnessmark \
    && install -d -o witnessmark -g witnessmark -m 700 "$WITNESSMARK_HOME"
USER 10001
WORKDIR /home/witnessmark
VOLUME ["/home/witnessmark/record"]
# It listens on loopback alone: nothing is exposed. See docs/container.md.
HEALTHCHECK --interval=60s --timeout=5s --start-period=20s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:7117/healthz').then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["witnessmark"]
CMD ["serve", "--no-input"]
