import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { wholeTenant } from './units.ts'

export const mailDomainsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.dkim-published',
    title: 'DKIM SHOULD be enabled for all domains',
    metric: 'email-authentication-enforced',
    severity: 'medium',
    ...scuba('GWS.GMAIL.2.1v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['domains', 'dkim-records'],
      test: 'verdict(dkimMissing(domains, dkimRecords), [])',
    }),
    expected: 'A key for every domain',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Authenticate email > DKIM authentication.',
      'Select a domain listed in the Selected domain drop-down menu.',
      'Select START AUTHENTICATION.',
      "Add the DNS TXT record listed in Admin Console to the domain, via the domain provider's DNS settings page. Note that it can take up to 48 hours for DNS changes to fully propagate.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spf-fails-others',
    title: 'An SPF policy SHALL be published for each domain that fails all non-approved senders',
    metric: 'email-authentication-enforced',
    severity: 'high',
    ...scuba('GWS.GMAIL.3.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['domains', 'spf-records'],
      test: 'verdict(spfNotFailing(domains, spfRecords), [])',
    }),
    expected: 'One record for every domain that ends in -all',
    steps: [
      'Find all systems that send mail for the domain',
      'Publish one TXT record at the domain that names them and ends in -all, e.g. v=spf1 include:_spf.google.com -all',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dmarc-published',
    title:
      'A DMARC policy SHALL be published at the full domain or the second-level domain for all Google Workspace domains, including user alias domains',
    metric: 'email-authentication-enforced',
    severity: 'high',
    ...scuba('GWS.GMAIL.4.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['domains', 'dmarc-records'],
      test: 'verdict(dmarcMissing(domains, dmarcRecords), [])',
    }),
    expected: 'One record for every domain',
    steps: [
      'Publish one TXT record at _dmarc.(domain), e.g. v=DMARC1; p=reject; rua=mailto:(address)',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dmarc-rejects',
    title: 'The DMARC message rejection option SHALL be p=reject',
    metric: 'email-authentication-enforced',
    severity: 'high',
    ...scuba('GWS.GMAIL.4.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['domains', 'dmarc-records'],
      test: 'verdict(dmarcNotRejecting(domains, dmarcRecords), [])',
    }),
    expected: 'p=reject for every domain',
    steps: ['Set p=reject in the record at _dmarc.(domain)'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dmarc-reports-to-cisa',
    title:
      'The DMARC point of contact for aggregate reports SHALL include `reports@dmarc.cyber.dhs.gov`',
    metric: 'email-authentication-enforced',
    severity: 'high',
    ...scuba('GWS.GMAIL.4.3v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['domains', 'dmarc-records'],
      test: 'verdict(dmarcWithoutRecipient(domains, dmarcRecords, "reports@dmarc.cyber.dhs.gov"), [])',
    }),
    expected: 'rua includes reports@dmarc.cyber.dhs.gov',
    steps: ['Add mailto:reports@dmarc.cyber.dhs.gov to rua in the record at _dmarc.(domain)'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dmarc-contacts',
    title: 'An agency point of contact SHOULD be included for aggregate and failure reports',
    metric: 'email-authentication-enforced',
    severity: 'medium',
    ...scuba('GWS.GMAIL.4.4v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['domains', 'dmarc-records'],
      test: 'verdict(dmarcWithoutContacts(domains, dmarcRecords), [])',
    }),
    expected: "An address of the organization beside CISA's in rua, one or more in ruf",
    steps: [
      "Name an address of your own beside CISA's in rua, and one or more in ruf, in the record at _dmarc.(domain)",
    ],
  }),
]
