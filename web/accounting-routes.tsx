/** The addresses of accounting: a record's account, and the company's. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { company, rowNumber } from './company-route.tsx'
import type { ChargesSearch } from './features/charges/charges-search.ts'
import type { BillingMethodsSearch } from './features/billing-methods/billing-methods-search.ts'
import { record } from './record-route.tsx'

const searches = () => import('./features/accounting/accounting-search.ts')

const transactions = createRoute({
  getParentRoute: () => record,
  path: 'accounting',
  ...lazySearch(async () => (await searches()).readTransactionsSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/TransactionsPage.tsx'),
    'TransactionsPage',
  ),
})
const recordInvoices = createRoute({
  getParentRoute: () => record,
  path: 'accounting/invoices',
  ...lazySearch(async () => (await searches()).readInvoicesSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/RecordInvoicesPage.tsx'),
    'RecordInvoicesPage',
  ),
})
const newInvoice = createRoute({
  getParentRoute: () => record,
  path: 'accounting/invoices/new',
  ...lazySearch(async () => (await searches()).readNewInvoiceSearch),
  component: lazyRouteComponent(() => import('./features/accounting/NewInvoicePage.tsx'), 'NewInvoicePage'),
})
const invoice = createRoute({
  getParentRoute: () => record,
  path: 'accounting/invoices/$invoiceId',
  params: {
    parse: ({ invoiceId }) => ({ invoiceId: rowNumber(invoiceId) }),
    stringify: ({ invoiceId }) => ({ invoiceId: String(invoiceId) }),
  },
  component: lazyRouteComponent(() => import('./features/accounting/InvoicePage.tsx'), 'InvoicePage'),
})
const recordPayments = createRoute({
  getParentRoute: () => record,
  path: 'accounting/payments',
  ...lazySearch(async () => (await searches()).readPaymentsSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/PaymentsPages.tsx'),
    'RecordPaymentsPage',
  ),
})
const newPayment = createRoute({
  getParentRoute: () => record,
  path: 'accounting/payments/new',
  ...lazySearch(async () => (await searches()).readNewPaymentSearch),
  component: lazyRouteComponent(() => import('./features/accounting/NewPaymentPage.tsx'), 'NewPaymentPage'),
})
const payment = createRoute({
  getParentRoute: () => record,
  path: 'accounting/payments/$paymentId',
  params: {
    parse: ({ paymentId }) => ({ paymentId: rowNumber(paymentId) }),
    stringify: ({ paymentId }) => ({ paymentId: String(paymentId) }),
  },
  component: lazyRouteComponent(() => import('./features/accounting/PaymentPage.tsx'), 'PaymentPage'),
})
const recordRecurring = createRoute({
  getParentRoute: () => record,
  path: 'accounting/recurring',
  component: lazyRouteComponent(() => import('./features/accounting/RecurringPage.tsx'), 'RecurringPage'),
})
const newRecurring = createRoute({
  getParentRoute: () => record,
  path: 'accounting/recurring/new',
  ...lazySearch(async () => (await searches()).readNewRecurringSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/NewRecurringPage.tsx'),
    'NewRecurringPage',
  ),
})
const recurringDetail = createRoute({
  getParentRoute: () => record,
  path: 'accounting/recurring/$recurringId',
  params: {
    parse: ({ recurringId }) => ({ recurringId: rowNumber(recurringId) }),
    stringify: ({ recurringId }) => ({ recurringId: String(recurringId) }),
  },
  component: lazyRouteComponent(
    () => import('./features/accounting/RecurringDetailPage.tsx'),
    'RecurringDetailPage',
  ),
})

const billingMethods = createRoute({
  getParentRoute: () => record,
  path: 'accounting/billing-methods',
  validateSearch: (search): BillingMethodsSearch => search,
  // A feature of its own, shown within the frame of accounting.
  component: lazyRouteComponent(async () => {
    const [{ AccountingFrame }, { BillingMethodsPage }] = await Promise.all([
      import('./features/accounting/AccountingFrame.tsx'),
      import('./features/billing-methods/BillingMethodsPage.tsx'),
    ])
    return { Page: () => <AccountingFrame>{() => <BillingMethodsPage />}</AccountingFrame> }
  }, 'Page'),
})
const paymentLinks = createRoute({
  getParentRoute: () => record,
  path: 'accounting/payment-links',
  ...lazySearch(async () => (await searches()).readPaymentLinksSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/PaymentLinksPage.tsx'),
    'PaymentLinksPage',
  ),
})
const recordStatements = createRoute({
  getParentRoute: () => record,
  path: 'accounting/statements',
  ...lazySearch(async () => (await searches()).readStatementsSearch),
  component: lazyRouteComponent(() => import('./features/accounting/StatementsPage.tsx'), 'StatementsPage'),
})
const companyInvoices = createRoute({
  getParentRoute: () => company,
  path: 'accounting/invoices',
  ...lazySearch(async () => (await searches()).readInvoicesSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/CompanyInvoicesPage.tsx'),
    'CompanyInvoicesPage',
  ),
})
const companyPayments = createRoute({
  getParentRoute: () => company,
  path: 'accounting/payments',
  ...lazySearch(async () => (await searches()).readPaymentsSearch),
  component: lazyRouteComponent(
    () => import('./features/accounting/PaymentsPages.tsx'),
    'CompanyPaymentsPage',
  ),
})
const recordFunding = createRoute({
  getParentRoute: () => record,
  path: 'accounting/funding',
  ...lazySearch(async () => (await searches()).readRecordFundingSearch),
  component: lazyRouteComponent(() => import('./features/accounting/FundingPage.tsx'), 'FundingPage'),
})
const companyFunding = createRoute({
  getParentRoute: () => company,
  path: 'accounting/funding',
  ...lazySearch(async () => (await searches()).readFundingSearch),
  component: lazyRouteComponent(() => import('./features/accounting/FundingListPage.tsx'), 'FundingListPage'),
})
const recordPayables = createRoute({
  getParentRoute: () => record,
  path: 'accounting/payables',
  ...lazySearch(async () => (await searches()).readRecordPayablesSearch),
  component: lazyRouteComponent(() => import('./features/accounting/PayablesPage.tsx'), 'PayablesPage'),
})
const companyPayables = createRoute({
  getParentRoute: () => company,
  path: 'accounting/payables',
  ...lazySearch(async () => (await searches()).readPayablesSearch),
  component: lazyRouteComponent(() => import('./features/accounting/PayableListPage.tsx'), 'PayableListPage'),
})
const payRunList = createRoute({
  getParentRoute: () => company,
  path: 'accounting/pay-runs',
  component: lazyRouteComponent(() => import('./features/accounting/PayRunsPages.tsx'), 'PayRunsPage'),
})
const payRun = createRoute({
  getParentRoute: () => company,
  path: 'accounting/pay-runs/$payRunId',
  params: {
    parse: ({ payRunId }) => ({ payRunId: rowNumber(payRunId) }),
    stringify: ({ payRunId }) => ({ payRunId: String(payRunId) }),
  },
  component: lazyRouteComponent(() => import('./features/accounting/PayRunsPages.tsx'), 'PayRunPage'),
})
const myPayroll = createRoute({
  getParentRoute: () => company,
  path: 'my-payroll',
  ...lazySearch(async () => (await import('./features/payroll/payroll-search.ts')).readMyPayrollSearch),
  component: lazyRouteComponent(() => import('./features/payroll/MyPayrollPage.tsx'), 'MyPayrollPage'),
})
const statementRuns = createRoute({
  getParentRoute: () => company,
  path: 'accounting/statements',
  component: lazyRouteComponent(
    () => import('./features/accounting/StatementRunsPage.tsx'),
    'StatementRunsPage',
  ),
})
const accountingExports = createRoute({
  getParentRoute: () => company,
  path: 'accounting/exports',
  ...lazySearch(async () => (await searches()).readExportsSearch),
  component: lazyRouteComponent(() => import('./features/accounting/ExportsPage.tsx'), 'ExportsPage'),
})
const billingRuns = createRoute({
  getParentRoute: () => company,
  path: 'accounting/billing',
  component: lazyRouteComponent(() => import('./features/accounting/BillingRunsPage.tsx'), 'BillingRunsPage'),
})
const charges = createRoute({
  getParentRoute: () => company,
  path: 'charges',
  validateSearch: (search): ChargesSearch => search,
  component: lazyRouteComponent(async () => {
    const [{ CompanyNav }, { ChargesPage }] = await Promise.all([
      import('./features/accounting/CompanyNav.tsx'),
      import('./features/charges/ChargesPage.tsx'),
    ])
    return { Page: () => <ChargesPage nav={<CompanyNav />} /> }
  }, 'Page'),
})

export const recordAccountingRoutes = [
  transactions,
  recordInvoices,
  newInvoice,
  invoice,
  recordPayments,
  newPayment,
  payment,
  recordRecurring,
  newRecurring,
  recurringDetail,
  billingMethods,
  paymentLinks,
  recordStatements,
  recordFunding,
  recordPayables,
] as const
export const companyAccountingRoutes = [
  companyInvoices,
  companyPayments,
  statementRuns,
  companyFunding,
  companyPayables,
  payRunList,
  payRun,
  myPayroll,
  accountingExports,
  billingRuns,
  charges,
] as const
