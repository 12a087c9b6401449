import type { CheckSource } from '../../../model/index.ts'
import { tenantCheck } from './define.ts'

export const mailDomainsChecks: readonly CheckSource[] = [
  tenantCheck({
    name: 'dkim-published', policy: 'GWS.GMAIL.2.1v1', criticality: 'SHOULD', metric: 'email-authentication-enforced', severity: 'medium',
    title: 'DKIM SHOULD be enabled for all domains',
    reads: ['domains', 'dkim-records'],
    test: 'verdict(dkimMissing(domains, dkimRecords), [])',
    expected: 'A key for every domain',
    steps: ['Select Apps > Google Workspace > Gmail.', 'Select Authenticate email > DKIM authentication.', 'Select a domain listed in the Selected domain drop-down menu.', 'Select START AUTHENTICATION.', 'Add the DNS TXT record listed in Admin Console to the domain, via the domain provider\'s DNS settings page. Note that it can take up to 48 hours for DNS changes to fully propagate.'],
  }),
  tenantCheck({
    name: 'spf-fails-others', policy: 'GWS.GMAIL.3.1v1', criticality: 'SHALL', metric: 'email-authentication-enforced', severity: 'high',
    title: 'An SPF policy SHALL be published for each domain that fails all non-approved senders',
    reads: ['domains', 'spf-records'],
    test: 'verdict(spfNotFailing(domains, spfRecords), [])',
    expected: 'One record for every domain that ends in -all',
    steps: ['Find all systems that send mail for the domain', 'Publish one TXT record at the domain that names them and ends in -all, e.g. v=spf1 include:_spf.google.com -all'],
  }),
  tenantCheck({
    name: 'dmarc-published', policy: 'GWS.GMAIL.4.1v1', criticality: 'SHALL', metric: 'email-authentication-enforced', severity: 'high',
    title: 'A DMARC policy SHALL be published at the full domain or the second-level domain for all Google Workspace domains, including user alias domains',
    reads: ['domains', 'dmarc-records'],
    test: 'verdict(dmarcMissing(domains, dmarcRecords), [])',
    expected: 'One record for every domain',
    steps: ['Publish one TXT record at _dmarc.(domain), e.g. v=DMARC1; p=reject; rua=mailto:(address)'],
  }),
  tenantCheck({
    name: 'dmarc-rejects', policy: 'GWS.GMAIL.4.2v1', criticality: 'SHALL', metric: 'email-authentication-enforced', severity: 'high',
    title: 'The DMARC message rejection option SHALL be p=reject',
    reads: ['domains', 'dmarc-records'],
    test: 'verdict(dmarcNotRejecting(domains, dmarcRecords), [])',
    expected: 'p=reject for every domain',
    steps: ['Set p=reject in the record at _dmarc.(domain)'],
  }),
  tenantCheck({
    name: 'dmarc-reports-to-cisa', policy: 'GWS.GMAIL.4.3v1', criticality: 'SHALL', metric: 'email-authentication-enforced', severity: 'high',
    title: 'The DMARC point of contact for aggregate reports SHALL include `reports@dmarc.cyber.dhs.gov`',
    reads: ['domains', 'dmarc-records'],
    test: 'verdict(dmarcWithoutRecipient(domains, dmarcRecords, "reports@dmarc.cyber.dhs.gov"), [])',
    expected: 'rua includes reports@dmarc.cyber.dhs.gov',
    steps: ['Add mailto:reports@dmarc.cyber.dhs.gov to rua in the record at _dmarc.(domain)'],
  }),
  tenantCheck({
    name: 'dmarc-contacts', policy: 'GWS.GMAIL.4.4v1', criticality: 'SHOULD', metric: 'email-authentication-enforced', severity: 'medium',
    title: 'An agency point of contact SHOULD be included for aggregate and failure reports',
    reads: ['domains', 'dmarc-records'],
    test: 'verdict(dmarcWithoutContacts(domains, dmarcRecords), [])',
    expected: 'An address of the organization beside CISA\'s in rua, one or more in ruf',
    steps: ['Name an address of your own beside CISA\'s in rua, and one or more in ruf, in the record at _dmarc.(domain)'],
  }),
]
