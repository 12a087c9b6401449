import { BUCKET } from './context.ts'

/**
 * Numbered, applied in order, never edited once released. The database's `user_version` is the
 * number of the last one applied.
 */
export const migrations: readonly string[] = [
  /* 1: everything */ `
  CREATE TABLE run (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, status TEXT NOT NULL,
    catalogue TEXT NOT NULL, requests INTEGER NOT NULL DEFAULT 0, snapshot TEXT, checkpoint INTEGER) STRICT;
  CREATE INDEX run_tenant ON run (tenant, started_at);
  CREATE TABLE leaf (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
  CREATE TABLE node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint (size INTEGER NOT NULL, root TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, run TEXT, token BLOB, token_at TEXT) STRICT;
  CREATE INDEX checkpoint_size ON checkpoint (size);
  CREATE TABLE evidence (
    idx INTEGER PRIMARY KEY, run TEXT NOT NULL, tenant TEXT NOT NULL, kind TEXT NOT NULL, media_type TEXT NOT NULL, length INTEGER NOT NULL,
    commitment TEXT NOT NULL, salt BLOB, body BLOB, ipe TEXT NOT NULL, personal INTEGER NOT NULL) STRICT;
  CREATE INDEX evidence_run ON evidence (run);
  CREATE TABLE resource (
    tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, parent_type TEXT, parent_id TEXT,
    valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
  CREATE INDEX resource_tenant ON resource (tenant, type, id);
  CREATE TABLE unlisted (tenant TEXT NOT NULL, type TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT, PRIMARY KEY (tenant, type)) STRICT;
  CREATE TABLE subject (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, type TEXT NOT NULL, resource TEXT NOT NULL, setting TEXT NOT NULL, source TEXT NOT NULL,
    UNIQUE (tenant, type, resource, setting, source)) STRICT;
  CREATE TABLE observation (
    subject INTEGER NOT NULL REFERENCES subject (id), state TEXT NOT NULL, value TEXT, reason TEXT, detail TEXT, grade TEXT NOT NULL,
    at TEXT NOT NULL, evidence TEXT NOT NULL, run TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
  CREATE INDEX observation_subject ON observation (subject, valid_from);
  CREATE INDEX observation_open ON observation (subject) WHERE valid_to IS NULL;
  CREATE TABLE finding (
    id TEXT NOT NULL, tenant TEXT NOT NULL, finding TEXT NOT NULL, run TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT) STRICT;
  CREATE INDEX finding_id ON finding (id, valid_from);
  CREATE INDEX finding_open ON finding (tenant) WHERE valid_to IS NULL;
  CREATE TABLE capture (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, pairing TEXT NOT NULL, at TEXT NOT NULL, evidence INTEGER NOT NULL) STRICT;
  CREATE TABLE pairing (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL, public_key TEXT NOT NULL, paired_at TEXT NOT NULL, last_seen TEXT, revoked_at TEXT) STRICT;
  CREATE TABLE cache (tenant TEXT NOT NULL, request TEXT NOT NULL, etag TEXT, last_modified TEXT, link TEXT, evidence INTEGER NOT NULL, PRIMARY KEY (tenant, request)) STRICT;
  CREATE TABLE named (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  /* 2: keys, erasures, gaps and manifests are looked up by kind */ `CREATE INDEX evidence_kind ON evidence (kind, idx);`,
  /* 3: snapshots made before were flat digests; the next scan makes a tree */ `UPDATE run SET snapshot = NULL;`,
  /* 4: documents say until when they count */ `ALTER TABLE observation ADD COLUMN until TEXT;`,
  /* 5: what is remembered of a reply is sealed, what was not is asked for in full; intervals know their
     place in the log, since a clock can be set: of those that there are it is where the log came to
     their times */ `
  ALTER TABLE cache ADD COLUMN seal TEXT;
  CREATE TEMP TABLE moment AS SELECT idx, max(ipe ->> 'recordedAt') OVER (ORDER BY idx) AS at FROM evidence;
  CREATE INDEX temp.moment_at ON moment (at, idx);
  ${['resource', 'observation', 'finding']
    .map(
      table => `
  ALTER TABLE ${table} ADD COLUMN from_entry INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE ${table} ADD COLUMN to_entry INTEGER;
  UPDATE ${table} SET from_entry = coalesce((SELECT idx FROM temp.moment WHERE at >= valid_from ORDER BY at, idx LIMIT 1), 0);
  UPDATE ${table} SET to_entry = coalesce((SELECT idx FROM temp.moment WHERE at >= valid_to ORDER BY at, idx LIMIT 1), (SELECT coalesce(max(idx) + 1, 0) FROM leaf)) WHERE valid_to IS NOT NULL;`,
    )
    .join('')}
  DROP TABLE temp.moment;
  /* what is current is compared with what was by its id; what changed between two places in the log is
     found without what did not; what is to be told to whom, and what became of it */
  DROP INDEX finding_open;
  CREATE INDEX finding_current ON finding (tenant, id) WHERE valid_to IS NULL;
  CREATE INDEX finding_began ON finding (tenant, from_entry);
  CREATE INDEX finding_ended ON finding (tenant, to_entry) WHERE to_entry IS NOT NULL;
  CREATE INDEX finding_from ON finding (from_entry);
  CREATE TABLE outbox (
    id TEXT NOT NULL, channel TEXT NOT NULL, alert TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    made_at TEXT NOT NULL, due_at TEXT NOT NULL, problem TEXT, sent_at TEXT, PRIMARY KEY (id, channel)) STRICT;
  CREATE INDEX outbox_due ON outbox (state, due_at);
  `,
  /* 6: what lists and counts ask of a finding are columns, which follow from its line; what is current
     of a thing is one part of the digest over all that is, and what is written touches its parts; a
     finding's leaf in an assessment's tree stands beside its line; runs and entries are found by tenant
     from the last one back */ `
  ${Object.entries({
    check: `finding ->> '$.check'`,
    outcome: `finding ->> '$.outcome'`,
    accepted: `finding ->> '$.exception' IS NOT NULL`,
    severity: `finding ->> '$.severity'`,
    reason: `finding ->> '$.reason'`,
    since: `finding ->> '$.since'`,
    resource_type: `finding ->> '$.resource.type'`,
    resource_id: `finding ->> '$.resource.id'`,
  })
    .map(
      ([name, from]) =>
        `ALTER TABLE finding ADD COLUMN "${name}" ${name === 'accepted' ? 'INTEGER' : 'TEXT'} GENERATED ALWAYS AS (${from}) VIRTUAL;`,
    )
    .join('\n  ')}
  ALTER TABLE finding ADD COLUMN leaf BLOB;
  CREATE TRIGGER finding_leaf AFTER UPDATE OF finding ON finding BEGIN UPDATE finding SET leaf = NULL WHERE rowid = new.rowid; END;
  CREATE INDEX subject_unasked ON subject (tenant) WHERE source <> 'api';
  CREATE INDEX finding_listed ON finding (tenant, "check", outcome, accepted, severity, id, reason, since) WHERE valid_to IS NULL;
  CREATE INDEX finding_resource ON finding (tenant, resource_type, resource_id, id) WHERE valid_to IS NULL;
  DROP INDEX finding_from;
  DROP INDEX run_tenant;
  CREATE INDEX run_tenant ON run (tenant);
  CREATE INDEX run_ended ON run (tenant, status, checkpoint);
  CREATE INDEX run_status ON run (status, checkpoint);
  CREATE INDEX evidence_about ON evidence (tenant, kind, idx);
  CREATE INDEX resource_ended ON resource (tenant, to_entry) WHERE to_entry IS NOT NULL;
  CREATE INDEX observation_ended ON observation (to_entry) WHERE to_entry IS NOT NULL;
  CREATE TABLE current_part (
    tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, digest BLOB, PRIMARY KEY (tenant, type, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX current_touched ON current_part (tenant) WHERE digest IS NULL;
  ${(
    [
      ['finding', row => `VALUES (${row}.tenant, ${row}.resource_type, ${row}.resource_id, NULL)`],
      ['resource', row => `VALUES (${row}.tenant, ${row}.type, ${row}.id, NULL)`],
      [
        'observation',
        row => `SELECT tenant, type, resource, NULL FROM subject WHERE id = ${row}.subject`,
      ],
      ['subject', row => `VALUES (${row}.tenant, ${row}.type, ${row}.resource, NULL)`],
      ['unlisted', row => `VALUES (${row}.tenant, ${row}.type, '', NULL)`],
    ] satisfies [string, (row: 'new' | 'old') => string][]
  )
    .flatMap(([table, touched]) =>
      (['INSERT', 'UPDATE', 'DELETE'] as const).map(act => {
        const rows =
          act === 'INSERT'
            ? (['new'] as const)
            : act === 'DELETE'
              ? (['old'] as const)
              : (['old', 'new'] as const)
        const current = ['finding', 'resource', 'observation'].includes(table)
          ? ` WHEN ${rows.map(row => `${row}.valid_to IS NULL`).join(' OR ')}`
          : ''
        const touch = rows.map(
          row =>
            `INSERT INTO current_part (tenant, type, id, digest) ${touched(row)} ON CONFLICT DO UPDATE SET digest = NULL;`,
        )
        return `CREATE TRIGGER ${table}_${act.toLowerCase()}_touches AFTER ${act} ON ${table}${current} BEGIN ${touch.join(' ')} END;`
      }),
    )
    .join('\n  ')}
  `,
  /* 7: what frameworks count by are columns, too, and stand in the index that lists go by */ `
  ALTER TABLE finding ADD COLUMN metric TEXT GENERATED ALWAYS AS (finding ->> '$.metric') VIRTUAL;
  ALTER TABLE finding ADD COLUMN grade TEXT GENERATED ALWAYS AS (finding ->> '$.grade') VIRTUAL;
  ALTER TABLE finding ADD COLUMN exception TEXT GENERATED ALWAYS AS (finding ->> '$.exception') VIRTUAL;
  DROP INDEX finding_listed;
  CREATE INDEX finding_listed ON finding (tenant, "check", outcome, accepted, severity, id, reason, since, metric, grade, exception) WHERE valid_to IS NULL;
  `,
  /* 8: parts of what is current are gathered in buckets, so that a digest over all of them is made of
     those alone that were touched. Which bucket is told by the end of an id: ids that were counted up
     differ there */ `
  ALTER TABLE current_part ADD COLUMN bucket INTEGER GENERATED ALWAYS AS (${BUCKET}) VIRTUAL;
  DROP INDEX current_touched;
  CREATE INDEX current_in_bucket ON current_part (tenant, bucket, type, id);
  CREATE TABLE current_bucket (tenant TEXT NOT NULL, bucket INTEGER NOT NULL, digest BLOB, PRIMARY KEY (tenant, bucket)) STRICT, WITHOUT ROWID;
  INSERT INTO current_bucket (tenant, bucket) SELECT DISTINCT tenant, bucket FROM current_part;
  ${(
    [
      ['INSERT', 'new'],
      ['UPDATE', 'new'],
      ['DELETE', 'old'],
    ] as const
  )
    .map(
      ([act, row]) =>
        `CREATE TRIGGER current_part_${act.toLowerCase()}_touches AFTER ${act} ON current_part BEGIN INSERT INTO current_bucket (tenant, bucket, digest) VALUES (${row}.tenant, ${row}.bucket, NULL) ON CONFLICT DO UPDATE SET digest = NULL; END;`,
    )
    .join('\n  ')}
  `,
  /* 9: a body that resembles another one is kept as what differs from it; what began is found by its
     place in the log, as what ended */ `
  ALTER TABLE evidence ADD COLUMN base INTEGER;
  CREATE INDEX evidence_base ON evidence (base) WHERE base IS NOT NULL;
  CREATE INDEX resource_began ON resource (tenant, from_entry);
  CREATE INDEX observation_began ON observation (from_entry);
  `,
]
