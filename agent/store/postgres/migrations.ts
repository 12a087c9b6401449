/** Everything is in a schema of its own, so that it can stand beside other things and be taken away whole. */
export const SCHEMA = 'witnessmark'

/** Sorted by bytes, as SQLite does it, whatever the database's own locale is. */
const TEXT = 'TEXT COLLATE "C"'
const ROW = 'row_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'

/**
 * The version of the first migration: numbers are those of the SQLite store, whose tables these are.
 * What is a generated column or a trigger there is written by the one writer here, and compared with
 * the lines that it follows from: plain SQL, without extensions or procedures.
 */
export const FIRST = 8

/** Numbered from `FIRST`, applied in order, never edited once released. */
export const migrations: readonly string[] = [
  /* 8: everything */ `
  CREATE TABLE run (
    ${ROW}, id ${TEXT} NOT NULL UNIQUE, tenant ${TEXT} NOT NULL, kind ${TEXT} NOT NULL, started_at ${TEXT} NOT NULL, finished_at ${TEXT},
    status ${TEXT} NOT NULL, catalogue ${TEXT} NOT NULL, requests BIGINT NOT NULL DEFAULT 0, snapshot ${TEXT}, checkpoint BIGINT);
  CREATE INDEX run_tenant ON run (tenant, row_id);
  CREATE INDEX run_ended ON run (tenant, status, checkpoint DESC NULLS LAST, row_id DESC);
  CREATE INDEX run_status ON run (status, checkpoint DESC NULLS LAST, row_id DESC);
  CREATE TABLE leaf (idx BIGINT PRIMARY KEY, leaf BYTEA NOT NULL, hash BYTEA NOT NULL);
  CREATE TABLE node (level INTEGER NOT NULL, idx BIGINT NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (level, idx));
  CREATE TABLE checkpoint (
    ${ROW}, size BIGINT NOT NULL, root ${TEXT} NOT NULL, note ${TEXT} NOT NULL, at ${TEXT} NOT NULL, run ${TEXT}, token BYTEA, token_at ${TEXT});
  CREATE INDEX checkpoint_size ON checkpoint (size, row_id);
  CREATE TABLE evidence (
    idx BIGINT PRIMARY KEY, run ${TEXT} NOT NULL, tenant ${TEXT} NOT NULL, kind ${TEXT} NOT NULL, media_type ${TEXT} NOT NULL, length BIGINT NOT NULL,
    commitment ${TEXT} NOT NULL, salt BYTEA, body BYTEA, ipe ${TEXT} NOT NULL, recorded_at ${TEXT} NOT NULL, personal INTEGER NOT NULL);
  CREATE INDEX evidence_run ON evidence (run, idx);
  CREATE INDEX evidence_kind ON evidence (kind, idx);
  CREATE INDEX evidence_about ON evidence (tenant, kind, idx);
  CREATE TABLE resource (
    ${ROW}, tenant ${TEXT} NOT NULL, type ${TEXT} NOT NULL, id ${TEXT} NOT NULL, name ${TEXT} NOT NULL, parent_type ${TEXT}, parent_id ${TEXT},
    valid_from ${TEXT} NOT NULL, valid_to ${TEXT}, from_entry BIGINT NOT NULL, to_entry BIGINT);
  CREATE INDEX resource_tenant ON resource (tenant, type, id);
  CREATE INDEX resource_ended ON resource (tenant, to_entry) WHERE to_entry IS NOT NULL;
  CREATE TABLE unlisted (${ROW}, tenant ${TEXT} NOT NULL, type ${TEXT} NOT NULL, reason ${TEXT} NOT NULL, detail ${TEXT}, UNIQUE (tenant, type));
  CREATE TABLE subject (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant ${TEXT} NOT NULL, type ${TEXT} NOT NULL, resource ${TEXT} NOT NULL, setting ${TEXT} NOT NULL,
    source ${TEXT} NOT NULL, UNIQUE (tenant, type, resource, setting, source));
  CREATE INDEX subject_unasked ON subject (tenant) WHERE source <> 'api';
  CREATE TABLE observation (
    ${ROW}, subject BIGINT NOT NULL REFERENCES subject (id), state ${TEXT} NOT NULL, value ${TEXT}, reason ${TEXT}, detail ${TEXT}, grade ${TEXT} NOT NULL,
    at ${TEXT} NOT NULL, until ${TEXT}, evidence ${TEXT} NOT NULL, lowest BIGINT, run ${TEXT} NOT NULL,
    valid_from ${TEXT} NOT NULL, valid_to ${TEXT}, from_entry BIGINT NOT NULL, to_entry BIGINT);
  CREATE INDEX observation_subject ON observation (subject, valid_from);
  CREATE INDEX observation_open ON observation (subject) WHERE valid_to IS NULL;
  CREATE INDEX observation_ended ON observation (to_entry) WHERE to_entry IS NOT NULL;
  CREATE TABLE finding (
    ${ROW}, id ${TEXT} NOT NULL, tenant ${TEXT} NOT NULL, finding ${TEXT} NOT NULL, leaf BYTEA, run ${TEXT} NOT NULL,
    "check" ${TEXT}, metric ${TEXT}, outcome ${TEXT}, accepted INTEGER, severity ${TEXT}, reason ${TEXT}, since ${TEXT}, grade ${TEXT}, exception ${TEXT},
    resource_type ${TEXT}, resource_id ${TEXT}, lowest BIGINT,
    valid_from ${TEXT} NOT NULL, valid_to ${TEXT}, from_entry BIGINT NOT NULL, to_entry BIGINT);
  CREATE INDEX finding_id ON finding (id, from_entry);
  CREATE INDEX finding_current ON finding (tenant, id) WHERE valid_to IS NULL;
  CREATE INDEX finding_began ON finding (tenant, from_entry);
  CREATE INDEX finding_ended ON finding (tenant, to_entry) WHERE to_entry IS NOT NULL;
  CREATE INDEX finding_listed ON finding (tenant, "check", outcome, accepted, severity, id, reason, since, metric, grade, exception) WHERE valid_to IS NULL;
  CREATE INDEX finding_resource ON finding (tenant, resource_type, resource_id) WHERE valid_to IS NULL;
  CREATE TABLE capture (id ${TEXT} PRIMARY KEY, tenant ${TEXT} NOT NULL, pairing ${TEXT} NOT NULL, at ${TEXT} NOT NULL, evidence BIGINT NOT NULL);
  CREATE TABLE pairing (
    id ${TEXT} PRIMARY KEY, name ${TEXT} NOT NULL, origin ${TEXT} NOT NULL, public_key ${TEXT} NOT NULL, paired_at ${TEXT} NOT NULL, last_seen ${TEXT}, revoked_at ${TEXT});
  CREATE TABLE cache (
    tenant ${TEXT} NOT NULL, request ${TEXT} NOT NULL, etag ${TEXT}, last_modified ${TEXT}, link ${TEXT}, evidence BIGINT NOT NULL, seal ${TEXT}, PRIMARY KEY (tenant, request));
  CREATE INDEX cache_evidence ON cache (evidence);
  CREATE TABLE named (key ${TEXT} PRIMARY KEY, value ${TEXT} NOT NULL);
  CREATE TABLE outbox (
    ${ROW}, id ${TEXT} NOT NULL, channel ${TEXT} NOT NULL, alert ${TEXT} NOT NULL, state ${TEXT} NOT NULL, tries BIGINT NOT NULL DEFAULT 0,
    made_at ${TEXT} NOT NULL, due_at ${TEXT} NOT NULL, problem ${TEXT}, sent_at ${TEXT}, UNIQUE (id, channel));
  CREATE INDEX outbox_due ON outbox (state, due_at);
  CREATE TABLE current_part (
    tenant ${TEXT} NOT NULL, type ${TEXT} NOT NULL, id ${TEXT} NOT NULL, bucket INTEGER NOT NULL, digest BYTEA, PRIMARY KEY (tenant, type, id));
  CREATE INDEX current_in_bucket ON current_part (tenant, bucket, type, id);
  CREATE TABLE current_bucket (tenant ${TEXT} NOT NULL, bucket INTEGER NOT NULL, digest BYTEA, PRIMARY KEY (tenant, bucket));
  CREATE TABLE holder (one INTEGER PRIMARY KEY CHECK (one = 1), token ${TEXT} NOT NULL);
  `,
  /* 9: what began is found by its place in the log, as what ended. Bodies all stand whole here. */ `
  CREATE INDEX resource_began ON resource (tenant, from_entry);
  CREATE INDEX observation_began ON observation (from_entry);
  `,
]

/** The newest version that is known here. */
export function newest(known: readonly string[] = migrations): number {
  return FIRST + known.length - 1
}
