import type { CommandOption, CommandRow } from './command.ts'
import type { Globals } from './context.ts'
import { usage } from './usage.ts'

const force = { flags: '--force', means: 'replace a file that is there' }

/** By name, in the order in which a person meets them. */
export const commands: Readonly<Record<string, CommandRow>> = {
  init: {
    summary: 'make the home',
    about:
      'Of an empty folder or a new one, for you alone, with examples in `checks/` and `recipes/`.',
    run: async context => (await import('./init.ts')).init(context),
  },
  demo: {
    summary: 'fictional tenants, really scanned',
    about: 'The services are real servers on loopback; no other network is touched.',
    options: [
      { flags: '--once', means: 'end after the scan' },
      { flags: '--port <PORT>', means: 'of the dashboard; any free one otherwise' },
    ],
    reaches: true,
    run: async (_context, _args, options, globals) =>
      (await import('./demo.ts')).demo({ ...globals, ...(options as Globals) }, options),
  },
  connect: {
    summary: 'connect a tenant with a read-only credential',
    about: 'Asks for the credential, tests it, keeps it, and says where, and what it can read.',
    takes: ['SERVICE'],
    options: [
      { flags: '--name <TENANT>', means: 'what to call it' },
      {
        flags: '--set <KEY=VALUE>',
        means: 'organization=…, url=…, domain=… (repeat)',
        repeats: true,
      },
      { flags: '--schedule <CRON>', means: 'when to scan' },
      { flags: '--credential-file <FILE>', means: 'where the credential is, such as a key file' },
    ],
    reaches: true,
    run: async (context, [service], options) =>
      (await import('./connect.ts')).connect(context, service ?? '', options),
  },
  disconnect: {
    summary: 'forget a tenant and its credential; evidence stays',
    takes: ['TENANT'],
    run: async (context, [tenant]) =>
      (await import('./connect.ts')).disconnect(context, tenant ?? ''),
  },
  target: {
    summary: 'your own targets: apply, list, end',
    about:
      '`targets` in `config.yaml` propose; `apply` seals them, and they count from then on, never before. Those of a tenant stand in place of those of all. Stricter needs no reason, looser does.',
    takes: ['apply|list|end', '[METRIC]'],
    options: [
      { flags: '--tenant <NAME>', means: 'apply, end: those of this tenant' },
      { flags: '--reason <WHY>', means: 'end: why' },
    ],
    run: async (context, [act, metric], options) => {
      const { tenant, reason } = options as Readonly<Record<string, string | undefined>>
      const { targetApply, targetEnd, targetList } = await import('./target.ts')
      if (act === 'apply') return targetApply(context, { metric, tenant })
      if (act === 'list') return targetList(context)
      if (act === 'end' && metric && reason !== undefined)
        return targetEnd(context, { metric, tenant, reason })
      throw usage(
        'target apply [METRIC] [--tenant NAME] | target list | target end METRIC [--tenant NAME] --reason WHY',
      )
    },
  },
  tenant: {
    summary: 'end a tenant, with a reason on record',
    about: 'One that is only taken out of `config.yaml` is shown as missing.',
    takes: ['end', '[TENANT]'],
    options: [{ flags: '--reason <WHY>', means: 'kept for ever' }],
    run: async (context, [act, id], options) => {
      const { reason } = options as Record<string, string>
      if (act !== 'end' || !id || !reason) throw usage('tenant end TENANT --reason WHY')
      return (await import('./tenant.ts')).tenantEnd(context, id, reason)
    },
  },
  scan: {
    summary: 'read, judge and keep',
    about:
      'Through the running agent where there is one. A tenant that no API shows is no error: the pages that are to be opened are named, and the exit code is that of what they showed so far (4 where nothing did).',
    takes: ['[TENANTS...]'],
    options: [
      {
        flags: '--group <NAME>',
        means:
          'only what reads a setting of this group of `config.yaml`; without TENANTS of all that have it',
      },
    ],
    reaches: true,
    run: async (context, tenants, options) =>
      (await import('./scan.ts')).scanCommand(context, tenants, options),
  },
  status: {
    summary: 'each tenant as last assessed',
    run: async context => (await import('./status.ts')).status(context),
  },
  findings: {
    summary: 'the findings, filtered',
    options: [
      { flags: '--tenant <TENANT>', means: 'only of this one' },
      { flags: '--outcome <OUTCOME>', means: 'pass, fail, unknown or not-applicable' },
      { flags: '--severity <SEVERITY>', means: 'critical, high, medium or low' },
      { flags: '--check <ID>', means: 'only of this check' },
      { flags: '--owner <WHO>', means: 'only what they look after (`owners` in `config.yaml`)' },
      { flags: '--text <TEXT>', means: 'in which this stands' },
    ],
    run: async (context, _args, options) =>
      (await import('./findings.ts')).findings(context, options),
  },
  diff: {
    summary: 'what changed since the run before',
    takes: ['[TENANT]'],
    options: [
      { flags: '--from <TIME>', means: 'since then' },
      { flags: '--to <TIME>', means: 'until then' },
    ],
    run: async (context, [tenant], options) =>
      (await import('./diff.ts')).diffCommand(context, tenant, options),
  },
  access: {
    summary: 'who has access: reviews, what was decided, and whether it was done',
    about:
      '`start` seals the accounts as they were read last, with who reviews them until when. `keep`, `change` and `remove` seal what was decided of one, by its number. That it was done is said by the next scan alone. Entries name people: they are left out of redacted exports, and can be erased.',
    takes: ['list|show|start|keep|change|remove', '[REVIEW]', '[ACCOUNT]'],
    options: [
      { flags: '--tenant <NAME>', means: 'of which tenant' },
      { flags: '--reviewer <WHO>', means: 'start: who looks at them' },
      { flags: '--due <DAY>', means: 'start: until when' },
      { flags: '--reason <WHY>', means: 'keep, change, remove: why' },
      { flags: '--by <WHO>', means: 'who decided; you, unless given' },
    ],
    run: async (context, [act, review, account], options) => {
      const flags = options as Readonly<Record<string, string | undefined>>
      const { tenant, reviewer, due } = flags
      const { accessDecide, accessList, accessShow, accessStart } = await import('./access.ts')
      if (act === 'list') return accessList(context, tenant)
      if (tenant && review) {
        if (act === 'show') return accessShow(context, tenant, review)
        if (act === 'start' && reviewer && due)
          return accessStart(context, { tenant, id: review, reviewer, due })
        const place = Number(account)
        if (Number.isInteger(place) && (act === 'keep' || act === 'change' || act === 'remove'))
          return accessDecide(context, act, { tenant, review, account: place }, flags)
      }
      throw usage(
        'access list [--tenant T] | access show REVIEW --tenant T | access start REVIEW --tenant T --reviewer WHO --due DAY | access keep|change|remove REVIEW ACCOUNT --tenant T [--reason WHY] [--by WHO]',
      )
    },
  },
  nonconformity: {
    summary: 'what fails: minor or major, who repairs it until when, what to repair first',
    about:
      "`plan` seals owner and date in the log. That something is repaired is nobody's to say: the next measurement does.",
    takes: ['list|plan', '[CHECK]'],
    options: [
      { flags: '--tenant <TENANT>', means: 'in which one' },
      { flags: '--owner <WHO>', means: 'plan: who repairs it; list: what is theirs' },
      { flags: '--until <DAY>', means: 'plan: until when' },
      { flags: '--note <TEXT>', means: 'plan: how' },
    ],
    run: async (context, [act, check], options) => {
      const { tenant, owner, until, note } = options as Record<string, string | undefined>
      const { nonConformityList, nonConformityPlan } = await import('./non-conformity.ts')
      if (act === 'list') return nonConformityList(context, { tenant, owner })
      if (act === 'plan' && check && tenant && owner && until)
        return nonConformityPlan(context, { tenant, check, owner, until, note })
      throw usage(
        'nonconformity list [--tenant T] [--owner WHO] | nonconformity plan CHECK --tenant T --owner WHO --until DAY [--note TEXT]',
      )
    },
  },
  framework: {
    summary: 'import a framework of your own from an OSCAL catalogue, a profile or a list',
    about:
      'A catalogue or a profile with what it imports beside it (JSON), or a CSV with `id` and `title`, and `parent`, `level` and `text` where there are some. It is mapped in `frameworks/ID.yaml`; importing again keeps what was mapped. `propose` names metrics for what nothing speaks for, by words alone; `accept` and `refuse` say what you make of each, and seal it: nothing counts before. One that is accepted supports, unless you say more. `crosswalk` says which of its requirements are like which of a shipped framework, from a CSV (`id`, `requirement`, and `strength` and `why` where there are some) or an OSCAL mapping collection: what speaks for one speaks for the other, at most so strongly. `library` prints a framework as a library file of CISO Assistant.',
    takes: [
      'import|crosswalk|library|propose|accept|refuse',
      'FILE|FRAMEWORK|REQUIREMENT',
      '[METRIC]',
    ],
    options: [
      { flags: '--id <ID>', means: 'what to call it' },
      { flags: '--title <TEXT>', means: 'import: what people read' },
      { flags: '--to <FRAMEWORK>', means: 'crosswalk: the shipped one that it is like' },
      { flags: '--all', means: 'propose: what is mapped already, too' },
      { flags: '--page <NUMBER>', means: 'propose: from 1, twenty requirements each' },
      {
        flags: '--strength <STRENGTH>',
        means: 'accept: supports (unless given), decides or design',
      },
      { flags: '--why <TEXT>', means: 'accept, refuse: one sentence why' },
      { flags: '--not-proven <TEXT>', means: 'accept: what it leaves open; of what decides' },
      { flags: '--whole', means: 'accept: it decides, and leaves nothing of it open' },
      { flags: '--by <WHO>', means: 'accept, refuse: who says so; you, unless given' },
    ],
    run: async (context, [act, file, metric], options) => {
      const { id, title, to, ...more } = options as Record<string, string | undefined>
      const {
        frameworkCrosswalkCommand,
        frameworkImportCommand,
        frameworkLibraryCommand,
        frameworkMapCommand,
        frameworkProposeCommand,
      } = await import('./framework.ts')
      if (act === 'library' && file) return frameworkLibraryCommand(context, file)
      if (act === 'propose' && file)
        return frameworkProposeCommand(context, file, { all: 'all' in options, page: more['page'] })
      if (file && id !== undefined && metric && (act === 'accept' || act === 'refuse')) {
        const { strength, why, notProven, by } = more
        return frameworkMapCommand(context, {
          framework: id,
          requirement: file,
          metric,
          verdict: act === 'accept' ? 'accepted' : 'refused',
          strength,
          why,
          notProven,
          whole: 'whole' in options ? true : undefined,
          by,
        })
      }
      if (file && id !== undefined) {
        if (act === 'import') return frameworkImportCommand(context, file, id, title)
        if (act === 'crosswalk' && to !== undefined)
          return frameworkCrosswalkCommand(context, file, { id, other: to })
      }
      throw usage(
        'framework import FILE --id ID [--title T] | framework crosswalk FILE --id ID --to FRAMEWORK | framework library FRAMEWORK | framework propose ID [--all] [--page N] | framework accept REQUIREMENT METRIC --id ID [--strength S] [--why WHY] [--not-proven TEXT | --whole] [--by WHO] | framework refuse REQUIREMENT METRIC --id ID [--why WHY] [--by WHO]',
      )
    },
  },
  policy: {
    summary: 'what your written policies say, and whether tenants keep to it',
    about:
      'Reads PDF, DOCX, HTML, Markdown and plain text, and proposes passages that set a limit ("at least 12 characters") for a metric. What a person accepts is evidence of grade D, which satisfies nothing; a new version of the document is asked again. `list` holds every tenant to what was accepted: exit code 3 where one falls short.',
    takes: ['read|accept|list', '[FILE|DOCUMENT]', '[METRIC]'],
    options: [
      { flags: '--tenant <NAME>', means: 'where policies are kept; made by the first `read`' },
      { flags: '--as <NAME>', means: 'read: what the document is called in every version' },
      { flags: '--passage <NUMBER>', means: 'accept: which of those that `read` proposed' },
      { flags: '--by <WHO>', means: 'accept: who says so; you, unless given' },
    ],
    run: async (context, [act, what, metric], options) => {
      const { tenant, as, passage, by } = options as Record<string, string | undefined>
      const { policyAccept, policyList, policyRead } = await import('./policy.ts')
      if (act === 'list') return policyList(context, tenant)
      if (tenant && what) {
        if (act === 'read') return policyRead(context, what, { tenant, document: as })
        const place = Number(passage)
        if (act === 'accept' && metric && Number.isInteger(place))
          return policyAccept(context, { tenant, document: what, metric, place, by })
      }
      throw usage(
        'policy read FILE --tenant T [--as NAME] | policy accept DOCUMENT METRIC --passage NUMBER --tenant T [--by WHO] | policy list [--tenant T]',
      )
    },
  },
  recommend: {
    summary: 'metrics that may answer a requirement in natural language',
    about:
      'By its words alone, on this machine, without a model. Each comes with a drafted check in a controlled sentence: `METRIC at least|at most|is|includes|excludes VALUE [UNIT] [on SERVICE.KIND]`.',
    takes: ['TEXT...'],
    options: [
      { flags: '--sentence', means: 'TEXT is a controlled sentence: say what it means, as data' },
    ],
    run: async (context, words, options) => {
      const { recommendCommand, sentenceCommand } = await import('./recommend.ts')
      const text = words.join(' ')
      return 'sentence' in options
        ? sentenceCommand(context, text)
        : recommendCommand(context, text)
    },
  },
  scope: {
    summary: 'what an evaluation is about: scope, statement of applicability, manual items',
    about:
      'All is sealed with who asked, stands beside what is measured, and changes nothing of it. `tree --scope` shows only what is in scope.',
    takes: ['show|set|include|exclude|manual', '[REQUIREMENT]'],
    options: [
      { flags: '--framework <ID>', means: 'of which one' },
      { flags: '--tenants <NAMES>', means: 'set: with commas between' },
      { flags: '--level <LEVEL>', means: 'set: what this level asks for' },
      { flags: '--weights <ID=N>', means: 'set: how much an item counts in shares; with commas' },
      {
        flags: '--responsibilities <TEXT>',
        means: 'set: what the provider answers for, and what you do',
      },
      { flags: '--reason <WHY>', means: 'include, exclude: why' },
      { flags: '--by <WHO>', means: 'who decided it; you, unless given' },
      { flags: '--title <TEXT>', means: 'manual: what it is' },
      { flags: '--owner <WHO>', means: 'manual: who answers for it' },
      { flags: '--review <DAY>', means: 'manual: when it is looked at again' },
      { flags: '--statement <TEXT>', means: 'manual: what it says' },
      { flags: '--document <FILE>', means: 'manual: what it rests on; its bytes are kept' },
    ],
    run: async (context, [act, requirement], options) => {
      const flags = options as Record<string, string | undefined>
      const { framework, tenants, responsibilities, reason, title, owner, review } = flags
      const { scopeApplies, scopeManual, scopeSet, scopeShow } = await import('./scope.ts')
      if (framework !== undefined) {
        if (act === 'show') return scopeShow(context, framework)
        if (act === 'set' && tenants && responsibilities)
          return scopeSet(context, framework, tenants.split(','), flags)
        if ((act === 'include' || act === 'exclude') && requirement && reason)
          return scopeApplies(context, requirement, act === 'include', flags)
        if (act === 'manual' && requirement && title && owner && review)
          return scopeManual(context, requirement, flags)
      }
      throw usage(
        'scope show --framework ID | scope set --framework ID --tenants A,B --responsibilities TEXT [--level L] [--weights ID=N] | scope include|exclude REQUIREMENT --framework ID --reason WHY | scope manual REQUIREMENT --framework ID --title T --owner WHO --review DAY [--document FILE] [--statement TEXT]',
      )
    },
  },
  certificate: {
    summary: 'the state of a certificate, as the body that certifies decided it',
    about:
      'Nothing is certified here. `set` seals what the body decided, with the reason, the day and who says so; `show` has the state, how it came to be, and what the measurements propose to ask the body for.',
    takes: ['show|set'],
    options: [
      { flags: '--framework <ID>', means: 'by which one' },
      {
        flags: '--state <STATE>',
        means: 'set: draft, issued, continued, suspended, withdrawn, expired or renewed',
      },
      { flags: '--on <DAY>', means: 'set: when the body decided' },
      { flags: '--until <DAY>', means: 'set: issued and renewed, until when it is valid' },
      { flags: '--reason <WHY>', means: 'set: why' },
      { flags: '--body <NAME>', means: 'set: the body that certifies' },
      { flags: '--number <NUMBER>', means: "set: the body's number of it" },
      { flags: '--by <WHO>', means: 'set: who says so; you, unless given' },
    ],
    run: async (context, [act], options) => {
      const { framework, state, on, reason, ...more } = options as Record<
        string,
        string | undefined
      >
      const { certificateSet, certificateShow } = await import('./certificate.ts')
      if (framework !== undefined) {
        if (act === 'show') return certificateShow(context, framework)
        if (act === 'set' && state && on && reason)
          return certificateSet(context, {
            framework,
            state,
            on,
            reason,
            until: more['until'],
            body: more['body'],
            number: more['number'],
            by: more['by'],
          })
      }
      throw usage(
        'certificate show --framework ID | certificate set --framework ID --state STATE --on DAY --reason WHY [--until DAY] [--body NAME] [--number N] [--by WHO]',
      )
    },
  },
  credential: {
    summary: "an assessor's credential, drafted from a monitoring statement",
    about:
      "For who assesses: an SD-JWT VC in which each requirement can be shown or kept back, and its status list. Signed by the assessor's own key, or left unsigned; this tool is the issuer of none.",
    takes: ['draft|status', '[STATEMENT]'],
    options: [
      { flags: '--framework <ID>', means: 'draft: which one of the statement' },
      { flags: '--log-key <KEY>', means: 'draft: the verifier key that must have signed it' },
      { flags: '--issuer <URL>', means: 'draft: who assesses' },
      { flags: '--until <DAY>', means: 'draft: when it ends' },
      { flags: '--status-uri <URL>', means: 'where the status list is' },
      { flags: '--index <N>', means: 'draft: its place in the list' },
      { flags: '--holder <FILE>', means: 'draft: public key (PEM) of who is assessed' },
      { flags: '--key <FILE>', means: "the assessor's private key (PEM)" },
      { flags: '--size <N>', means: 'status: places of the list' },
      { flags: '--set <N=STATUS>', means: 'status: valid, invalid or suspended; with commas' },
      { flags: '--before <FILE>', means: 'status: the list that it goes on from' },
    ],
    run: async (context, [act, file], options) => {
      const flags = options as Record<string, string | undefined>
      const { credentialDraft, credentialStatus } = await import('./credential.ts')
      if (act === 'draft' && file) return credentialDraft(context, file, flags)
      if (act === 'status') return credentialStatus(context, flags)
      throw usage('credential draft STATEMENT ... | credential status ...')
    },
  },
  request: {
    summary: 'what auditors say and ask for, as a file that comes back',
    about:
      'A table (CSV) with `id`, `kind` (comment or request), `from` and `text`, and where they say so `framework`, `requirement` and `entry`. All is sealed; the same id again says it anew.',
    takes: ['list|import|answer', '[FILE|ID]'],
    options: [
      { flags: '--text <TEXT>', means: 'answer: what you say' },
      { flags: '--by <WHO>', means: 'answer: who says so; you, unless given' },
    ],
    run: async (context, [act, what], options) => {
      const { text, by } = options as Record<string, string | undefined>
      const { requestAnswer, requestImport, requestList } = await import('./audit-request.ts')
      if (act === 'list') return requestList(context)
      if (act === 'import' && what) return requestImport(context, what)
      if (act === 'answer' && what && text) return requestAnswer(context, what, text, by)
      throw usage('request list | request import FILE | request answer ID --text TEXT [--by WHO]')
    },
  },
  reperform: {
    summary: "an auditor's own readings, beside what a bundle says",
    about:
      "In a home of the auditor's own: `connect` with a token of theirs and `scan` first. The comparison is signed by that home's log.",
    takes: ['BUNDLE'],
    options: [
      { flags: '--tenant <NAME>', means: 'as the bundle calls it' },
      { flags: '--as <NAME>', means: 'as it is called here, where that differs' },
      { flags: '--key <KEY>', means: 'the verifier key that must have signed the bundle' },
    ],
    run: async (context, [file], options) => {
      const { tenant, key, as } = options as Record<string, string | undefined>
      if (!file || !tenant || !key)
        throw usage('reperform BUNDLE --tenant NAME --key KEY [--as NAME]')
      return (await import('./reperform.ts')).reperformCommand(context, file, { tenant, key, as })
    },
  },
  tree: {
    summary: 'a framework from the top down to its findings',
    about:
      'Categories, controls and requirements, each with what is found of it; with `--at` of a requirement, ' +
      'what speaks for it and the findings.',
    options: [
      { flags: '--framework <ID>', means: 'which one' },
      { flags: '--level <LEVEL>', means: 'only what this level asks for' },
      { flags: '--at <ID>', means: 'only this item, with what is under it' },
      { flags: '--scope', means: 'only what is in scope (see `scope`)' },
      { flags: '--period', means: 'also whether it was effective throughout (reads all findings)' },
      { flags: '--from <TIME>', means: 'since then' },
      { flags: '--to <TIME>', means: 'until then' },
    ],
    run: async (context, _args, options) => {
      const { framework } = options as { readonly framework?: string }
      if (framework === undefined)
        throw usage('tree --framework ID [--level L] [--at ID] [--scope] [--period]')
      return (await import('./tree.ts')).treeCommand(context, framework, options)
    },
  },
  whatif: {
    summary: 'what would be judged otherwise',
    about: 'With a finding repaired, a check accepted or another target; nothing is recorded.',
    options: [
      { flags: '--repaired <ID>', means: 'a finding, or a check of which nothing would fail' },
      { flags: '--accepted <CHECK>', means: 'a check of which all that fails would be accepted' },
      { flags: '--target <METRIC=VALUE>', means: 'a metric that would be held to it' },
      { flags: '--tenant <TENANT>', means: 'only in this one' },
      { flags: '--framework <ID>', means: 'only this one' },
      { flags: '--level <LEVEL>', means: 'only what this level asks for' },
    ],
    run: async (context, _args, options) =>
      (await import('./what-if.ts')).whatIfCommand(context, options),
  },
  period: {
    summary: 'whether requirements were met all the time',
    about:
      'From every sealed assessment of the period, by default the last 365 days: runs as wanted, share of ' +
      'the time, deviations, gaps, and how it was read.',
    takes: ['[TENANT]'],
    options: [
      { flags: '--framework <ID>', means: 'only this one' },
      { flags: '--from <TIME>', means: 'since then' },
      { flags: '--to <TIME>', means: 'until then' },
    ],
    run: async (context, [tenant], options) =>
      (await import('./period.ts')).periodCommand(context, tenant, options),
  },
  sample: {
    summary: 'items and days for an auditor, with what was sealed of each',
    about:
      'At random by a seed that is printed and draws the same again, or chosen; all where no number is given.',
    takes: ['TENANT'],
    options: [
      { flags: '--type <TYPE>', means: 'only things of this type, such as repository' },
      { flags: '--check <CHECK>', means: 'only findings of this check' },
      { flags: '--items <NUMBER>', means: 'so many things at random' },
      { flags: '--days <NUMBER>', means: 'so many days at random' },
      { flags: '--item <THING>', means: 'this one, by type and id (repeat)', repeats: true },
      { flags: '--day <DAY>', means: 'this one (repeat)', repeats: true },
      { flags: '--seed <TEXT>', means: 'what decides; made and printed otherwise' },
      { flags: '--from <TIME>', means: 'since then' },
      { flags: '--to <TIME>', means: 'until then' },
    ],
    run: async (context, [tenant], options) =>
      (await import('./sample.ts')).sampleCommand(context, tenant ?? '', options),
  },
  changes: {
    summary: 'every change of value and outcome, with before, after, first seen and last good',
    about: 'Of the last 30 days unless told otherwise, newest first; of all tenants or of one.',
    takes: ['[TENANT]'],
    options: [
      { flags: '--check <ID>', means: 'only of this check' },
      { flags: '--from <DAY>', means: 'the first day' },
      { flags: '--to <DAY>', means: 'the last day' },
      { flags: '--page <N>', means: 'which hundred: 1, the newest, unless given' },
    ],
    run: async (context, [tenant], options) =>
      (await import('./changes.ts')).changesCommand(context, { tenant, ...options }),
  },
  catalogue: {
    summary: 'services, settings, checks, metrics, frameworks',
    run: async context => (await import('./catalogue.ts')).catalogue(context),
  },
  baseline: {
    summary: "accept a tenant's present state until a day: only what is new is told",
    about:
      'What fails or cannot be told now is accepted for as long as it stays so; outcomes stay, and every view says so. A new one takes its place; `exception end` ends it early.',
    takes: ['TENANT'],
    options: [
      { flags: '--until <DAY>', means: 'its last day' },
      { flags: '--reason <WHY>', means: 'why it is accepted' },
      { flags: '--by <WHO>', means: 'who accepts it' },
    ],
    run: async (context, [tenant], options) => {
      const { until, reason } = options as Record<string, string>
      if (!tenant || !until || !reason)
        throw usage('baseline TENANT --until DAY --reason WHY [--by WHO]')
      const by = options['by']
      return (await import('./baseline.ts')).baseline(context, { tenant, until, reason, by })
    },
  },
  exception: {
    summary: 'accept a finding: add, apply, list, end',
    about:
      'Dated and with a reason; the outcome stays. `apply` seals what a file in `exceptions/` proposes.',
    takes: ['add|apply|list|end', '[ID]'],
    options: [
      { flags: '--tenant <TENANT>', means: 'add: of which tenant' },
      { flags: '--check <ID>', means: 'add: of which check' },
      { flags: '--resource <ID>', means: 'add: of one thing among many' },
      { flags: '--reason <WHY>', means: 'add: why it is accepted' },
      { flags: '--until <DAY>', means: 'add: its last day' },
      { flags: '--by <WHO>', means: 'add: who accepts it' },
    ],
    run: async (context, [act, id], options) => {
      const { exceptionAdd, exceptionApply, exceptionEnd, exceptionList } =
        await import('./exception.ts')
      if (act === 'apply') return exceptionApply(context, id)
      if (act === 'list') return exceptionList(context)
      if (act === 'end' && id) return exceptionEnd(context, id)
      const { tenant, check, reason, until } = options as Record<string, string>
      if (act !== 'add' || !tenant || !check || !reason || !until)
        throw usage(
          'exception add --tenant T --check ID --reason WHY --until DAY [--resource ID] [--by WHO] | exception apply [ID] | exception list | exception end ID',
        )
      return exceptionAdd(context, {
        tenant,
        check,
        reason,
        until,
        resource: options['resource'],
        by: options['by'],
      })
    },
  },
  import: {
    summary: 'make an export of another tool, or a document, evidence',
    about: `Exports of CISA's tools become evidence and findings; results of Prowler (github, m365),
Maester and ScubaGear (scuba-results) do under their own names, where they mean the same as a metric. A document shows what neither an
API nor a page does, stated by a person: the file (any type, up to 10 MB) and the statement become
evidence of grade D, also while the agent runs. It counts until its end, or as long as a page
reading; an API, an import or a page always wins over it. The exit code is that of the findings
which read the setting.`,
    takes: ['scubagear|scubagoggles|prowler|maester|scuba-results|document', 'FILE'],
    options: [
      { flags: '--tenant <TENANT>', means: 'which tenant it is of' },
      { flags: '--setting <ID>', means: 'document: what it shows' },
      { flags: '--value <JSON>', means: 'document: how it is set' },
      { flags: '--resource <ID>', means: 'document: of which thing' },
      { flags: '--until <DAY>', means: 'document: when it is looked at again' },
      { flags: '--by <WHO>', means: 'document: who states it' },
    ],
    run: async (context, [tool, file], options) =>
      tool === 'document'
        ? (await import('./document.ts')).documentCommand(context, file ?? '', options)
        : (await import('./import.ts')).importCommand(
            context,
            tool ?? '',
            file ?? '',
            options['tenant'],
          ),
  },
  export: {
    summary: 'evidence for an auditor, a GRC tool or a SIEM',
    about:
      'Also on the dashboard\'s "Exports" page. A bundle is a zip that an auditor verifies alone.',
    options: [
      {
        flags: '--format <FORMAT>',
        means:
          'bundle, html, oscal, xlsx, csv, requirements, stated, statement, ocsf, ocsf-array, sarif or ciso-assistant',
      },
      { flags: '--out <FILE>', means: 'outside of the home, or in its exports folder' },
      force,
      { flags: '--from <DAY>', means: 'the first day' },
      { flags: '--to <DAY>', means: 'the last day' },
      { flags: '--tenant <TENANT>', means: 'only this one (repeat)', repeats: true },
      { flags: '--framework <ID>', means: 'only this one (repeat)', repeats: true },
      {
        flags: '--level <LEVEL>',
        means: 'only what this level asks for (EUCS: Basic, Substantial, High)',
      },
      { flags: '--scope <ID>', means: 'only tenants and level of the scope of this framework' },
      {
        flags: '--sample <DAYS>',
        means: 'the sealed records of just these days, with commas between',
      },
      { flags: '--redact <WHAT>', means: 'personal: bodies that may name persons stay here' },
      { flags: '--oscal-version <VERSION>', means: '1.1.2 unless given' },
      {
        flags: '--ocsf-class <CLASS>',
        means: '2003 (compliance) unless 2004 (detection) is given',
      },
    ],
    run: async (context, _args, options) =>
      (await import('./export.ts')).exportCommand(context, options),
  },
  verify: {
    summary: 'recompute the evidence log, a bundle, or a monitoring statement',
    about:
      'Names the first entry that does not fit. `--key`, `--witness` and `--authority` say whom you trust.',
    takes: ['[FILE]'],
    options: [
      {
        flags: '--oscal <FILE>',
        means:
          'look for what is not as the OSCAL models have it, dangling references and duplicate uuids',
      },
      {
        flags: '--key <KEY>',
        means: 'the verifier key that must have signed, or handed over to the one that did',
      },
      {
        flags: '--seen <FILE>',
        means: 'a checkpoint, bundle, report or time stamp that was kept elsewhere',
      },
      {
        flags: '--witness <KEY>',
        means: 'the verifier key of a witness that must have cosigned',
      },
      {
        flags: '--authority <FILE>',
        means: 'certificates (PEM) of an authority that must have stamped',
      },
      {
        flags: '--every',
        means: 'recompute the findings of every assessment, not of the last ones only',
      },
      {
        flags: '--new',
        means:
          'only what came since the state that was verified last, and say what that leaves open',
      },
    ],
    run: async (context, [file], options) =>
      (await import('./verify.ts')).verify(context, file, options),
  },
  key: {
    summary: 'the key that auditors compare; rotate: the next one',
    about: 'Both keys sign the hand-over.',
    takes: ['[rotate]'],
    options: [{ flags: '--reason <WHY>', means: 'rotate: kept for ever' }],
    run: async (context, [act], options) =>
      (await import('./keep.ts')).keyCommand(context, act, options['reason']),
  },
  anchor: {
    summary: 'ask the configured time-stamping authority and witness now',
    about: 'The running agent does so after every run.',
    reaches: true,
    run: async context => (await import('./keep.ts')).anchorCommand(context),
  },
  erase: {
    summary: 'take bodies, or all that names a person, out of the record',
    about: 'Their places in the log still verify.',
    options: [
      { flags: '--entry <N>', means: 'the body of this log entry (repeat)', repeats: true },
      { flags: '--person <TEXT>', means: 'all in which this text stands' },
      { flags: '--reason <WHY>', means: 'kept for ever; without the name' },
    ],
    run: async (context, _args, options) =>
      (await import('./keep.ts')).eraseCommand(context, options),
  },
  prune: {
    summary: 'take out what is older than the retention',
    about: '`retentionMonths` in `config.yaml`; the running agent does so daily.',
    run: async context => (await import('./keep.ts')).pruneCommand(context),
  },
  backup: {
    summary: 'a verified copy of the record, also while the agent runs',
    takes: ['FILE'],
    options: [force],
    run: async (context, [file], options) =>
      (await import('./backup.ts')).backupCommand(context, file ?? '', options),
  },
  restore: {
    summary: 'put a backup into the home',
    about: 'The record goes on under a new key.',
    takes: ['FILE'],
    options: [
      { flags: '--replace', means: 'move what is there aside' },
      {
        flags: '--accept',
        means: 'take one that this home did not sign, or that goes elsewhere',
      },
    ],
    run: async (context, [file], options) =>
      (await import('./backup.ts')).restoreCommand(context, file ?? '', options),
  },
  migrate: {
    summary: 'move the record to PostgreSQL, or back into a file',
    about:
      'Verified at both ends and compared row by row; whole at one end whenever it is interrupted: [postgresql.md](postgresql.md).',
    options: [
      {
        flags: '--to <WHERE>',
        means: '`postgres://USER@HOST/DATABASE`, or `sqlite` (a file in the home)',
      },
      {
        flags: '--credential-file <FILE>',
        means: 'where the password of the database is; it is kept as credentials are',
      },
    ],
    run: async (context, _args, options) =>
      (await import('./migrate.ts')).migrateCommand(context, options),
  },
  tiles: {
    summary: 'the log as tlog-tiles, for a static web server',
    about: 'As https://c2sp.org/tlog-tiles; run again, it adds what is new.',
    takes: ['DIR'],
    options: [{ flags: '--force', means: 'into a folder that holds something else' }],
    run: async (context, [folder], options) =>
      (await import('./tiles.ts')).tilesCommand(context, folder ?? '', options),
  },
  serve: {
    summary: 'dashboard, extension socket and schedules',
    options: [{ flags: '--port <PORT>', means: 'instead of the configured one (7117)' }],
    reaches: true,
    run: async (context, _args, options) => (await import('./serve.ts')).serve(context, options),
  },
  service: {
    summary: 'let the agent start with the machine: install, status, uninstall',
    about:
      'By systemd, launchd or Task Scheduler, hardened where the system can: [service.md](service.md).',
    takes: ['install|status|uninstall'],
    options: [
      {
        flags: '--system',
        means: 'of the machine, as the user witnessmark; else of this user (systemd)',
      },
      { flags: '--print', means: 'install: only show what the system would be given' },
    ],
    run: async (context, [act], options) => {
      if (act !== 'install' && act !== 'status' && act !== 'uninstall')
        throw usage('service install [--system] [--print] | service status | service uninstall')
      return (await import('./service.ts')).service(context, act, options)
    },
  },
  extension: {
    summary: 'put the browser extension where it can be loaded from',
    about: 'For Chromium and for Firefox, each in a folder of its own. Run again after an upgrade.',
    takes: ['DIR'],
    options: [{ flags: '--force', means: 'also where something else is in those folders' }],
    run: async (context, [folder], options) =>
      (await import('./extension.ts')).extension(context, folder ?? '', options),
  },
  open: {
    summary: "a new address of the running agent's dashboard",
    about: 'It signs in once, within five minutes.',
    run: async context => (await import('./open.ts')).open(context),
  },
  alert: {
    summary: 'who is told of news: list, test, secret, resend',
    about:
      "What was told and what was not, a test, a channel's secret, once more: [alerts.md](alerts.md).",
    takes: ['list|test|secret|resend', '[WHAT]'],
    options: [{ flags: '--credential-file <FILE>', means: 'secret: where it is' }],
    reaches: true,
    run: async (context, [act, what], options) => {
      const { alertList, alertResend, alertSecret, alertTest } = await import('./alert.ts')
      if (act === 'list' && what === undefined) return alertList(context)
      if (act === 'test') return alertTest(context, what)
      if (act === 'secret' && what) return alertSecret(context, what, options['credentialFile'])
      if (act === 'resend' && what) return alertResend(context, what)
      throw usage('alert list | alert test [CHANNEL] | alert secret CHANNEL | alert resend ID')
    },
  },
  doctor: {
    summary: 'what is in order here and what is not',
    reaches: true,
    run: async context => (await import('./doctor.ts')).doctor(context),
  },
  mcp: {
    summary: 'the record for a program that speaks the Model Context Protocol',
    about: `Over stdin and stdout; it can read, and nothing else. Whoever starts it sees what the
record holds, names of people among it: a model of somebody else's gets what it asks for.
[mcp.md](mcp.md) shows how a program is told of it.`,
    run: async context => (await import('./mcp.ts')).mcp(context),
  },
  completion: {
    summary: 'what a shell completes commands and options with',
    about: `To have it in every shell: \`eval "$(witnessmark completion bash)"\` in \`~/.bashrc\`,
\`eval "$(witnessmark completion zsh)"\` in \`~/.zshrc\` after \`compinit\`, or
\`witnessmark completion fish > ~/.config/fish/completions/witnessmark.fish\`.`,
    takes: ['bash|zsh|fish'],
    run: async (context, [shell]) =>
      (await import('./completion.ts')).completion(context, shell ?? '', commands, globalOptions),
  },
  conformance: {
    summary: 'run policy cases through importer, observations and checks',
    about: 'Which agree, which differ for a reason that a check states, which disagree.',
    takes: ['FILES...'],
    options: [{ flags: '--now <TIME>', means: 'as if it were then' }],
    run: async (context, files, options) =>
      (await import('./conformance.ts')).conformance(context, files, options),
  },
}

/** What every command takes. */
export const globalOptions: readonly CommandOption[] = [
  {
    flags: '--home <DIR>',
    means: 'where everything is kept (else WITNESSMARK_HOME, else the data folder of your system)',
  },
  { flags: '--json', means: 'print data instead of text' },
  { flags: '--no-input', means: 'never ask' },
  { flags: '--quiet', means: 'only data and errors' },
  { flags: '--exit-zero', means: 'exit 0 whatever was found' },
]
