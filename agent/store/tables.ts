/** What a column holds, in whatever engine. */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'bytea'

/**
 * Every table of the record with its columns, which are the same in every engine, in an order in which
 * rows can be put in; and by what rows are sorted where it is not as they came in. What follows from
 * these (parts of digests, columns of a finding's line) each engine makes anew; bodies stand whole here,
 * whatever an engine keeps them beside.
 */
export const tables: readonly {
  readonly name: string
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly order: readonly string[] | null
}[] = [
  {
    name: 'run',
    columns: {
      id: 'text',
      tenant: 'text',
      kind: 'text',
      started_at: 'text',
      finished_at: 'text',
      status: 'text',
      catalogue: 'text',
      requests: 'bigint',
      snapshot: 'text',
      checkpoint: 'bigint',
    },
    order: null,
  },
  { name: 'leaf', columns: { idx: 'bigint', leaf: 'bytea', hash: 'bytea' }, order: ['idx'] },
  {
    name: 'node',
    columns: { level: 'integer', idx: 'bigint', hash: 'bytea' },
    order: ['level', 'idx'],
  },
  {
    name: 'checkpoint',
    columns: {
      size: 'bigint',
      root: 'text',
      note: 'text',
      at: 'text',
      run: 'text',
      token: 'bytea',
      token_at: 'text',
    },
    order: null,
  },
  {
    name: 'evidence',
    columns: {
      idx: 'bigint',
      run: 'text',
      tenant: 'text',
      kind: 'text',
      media_type: 'text',
      length: 'bigint',
      commitment: 'text',
      salt: 'bytea',
      body: 'bytea',
      ipe: 'text',
      personal: 'integer',
    },
    order: ['idx'],
  },
  {
    name: 'resource',
    columns: {
      tenant: 'text',
      type: 'text',
      id: 'text',
      name: 'text',
      parent_type: 'text',
      parent_id: 'text',
      valid_from: 'text',
      valid_to: 'text',
      from_entry: 'bigint',
      to_entry: 'bigint',
    },
    order: null,
  },
  {
    name: 'unlisted',
    columns: { tenant: 'text', type: 'text', reason: 'text', detail: 'text' },
    order: ['tenant', 'type'],
  },
  {
    name: 'subject',
    columns: {
      id: 'bigint',
      tenant: 'text',
      type: 'text',
      resource: 'text',
      setting: 'text',
      source: 'text',
    },
    order: ['id'],
  },
  {
    name: 'observation',
    columns: {
      subject: 'bigint',
      state: 'text',
      value: 'text',
      reason: 'text',
      detail: 'text',
      grade: 'text',
      at: 'text',
      until: 'text',
      evidence: 'text',
      run: 'text',
      valid_from: 'text',
      valid_to: 'text',
      from_entry: 'bigint',
      to_entry: 'bigint',
    },
    order: null,
  },
  {
    name: 'finding',
    columns: {
      id: 'text',
      tenant: 'text',
      finding: 'text',
      leaf: 'bytea',
      run: 'text',
      valid_from: 'text',
      valid_to: 'text',
      from_entry: 'bigint',
      to_entry: 'bigint',
    },
    order: null,
  },
  {
    name: 'capture',
    columns: { id: 'text', tenant: 'text', pairing: 'text', at: 'text', evidence: 'bigint' },
    order: ['id'],
  },
  {
    name: 'pairing',
    columns: {
      id: 'text',
      name: 'text',
      origin: 'text',
      public_key: 'text',
      paired_at: 'text',
      last_seen: 'text',
      revoked_at: 'text',
    },
    order: ['id'],
  },
  {
    name: 'cache',
    columns: {
      tenant: 'text',
      request: 'text',
      etag: 'text',
      last_modified: 'text',
      link: 'text',
      evidence: 'bigint',
      seal: 'text',
    },
    order: ['tenant', 'request'],
  },
  { name: 'named', columns: { key: 'text', value: 'text' }, order: ['key'] },
  {
    name: 'outbox',
    columns: {
      id: 'text',
      channel: 'text',
      alert: 'text',
      state: 'text',
      tries: 'bigint',
      made_at: 'text',
      due_at: 'text',
      problem: 'text',
      sent_at: 'text',
    },
    order: ['id', 'channel'],
  },
]

export type Table = (typeof tables)[number]
/** A row as a list of its values, in the order of its columns. */
export type Values = readonly (string | number | null | Uint8Array)[]

/** Where a record is read from as a whole, all of it as of one moment. */
export type Source = {
  rows(table: Table): AsyncIterable<readonly Values[]>
  close(): Promise<void>
}

/** Where a record is put as a whole. Before `finish` nothing of it counts. */
export type Target = {
  put(table: Table, rows: readonly Values[]): Promise<void>
  finish(): Promise<void>
  /** Takes away what was put; nothing where it was finished. */
  close(): Promise<void>
}
