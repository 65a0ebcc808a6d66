/**
 * The document in the frame: loads the configured processor's script, lets it put its own fields here, and hands the page the token
 * that it makes. No number is read or passed on by this code (ADB-008).
 */
import './capture.css'
import type { FrameData, FromFrame, ToFrame } from './protocol.ts'

type CollectReply = { token: string }
type CollectConfig = {
  variant: 'inline'
  fields: Record<string, { selector: string; title: string; placeholder: string }>
  fieldsAvailableCallback: () => void
  validationCallback: (field: string, valid: boolean, message: string) => void
  timeoutDuration: number
  timeoutCallback: () => void
  callback: (reply: CollectReply) => void
}
type StripeCard = { mount(place: string): void; on(event: string, listener: () => void): void }
type StripeReply = { paymentMethod?: { id: string }; error?: { message?: string } }
declare global {
  interface Window {
    CollectJS?: { configure(config: CollectConfig): void; startPaymentRequest(): void }
    Stripe?: (key: string) => {
      elements(): { create(type: 'card', options: object): StripeCard }
      createPaymentMethod(order: object): Promise<StripeReply>
    }
  }
}

const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
const data = JSON.parse(meta('frame-data')) as FrameData
const root = document.getElementById('fields')!
const tell = (message: FromFrame) => parent.postMessage(message, location.origin)

let scheme = 'auto'
try {
  scheme = localStorage.getItem('keyholder.scheme') ?? 'auto'
} catch {
  // a browser that keeps nothing follows the system
}
const systemDark = matchMedia('(prefers-color-scheme: dark)')
const isDark = scheme === 'dark' || (scheme === 'auto' && systemDark.matches)
document.documentElement.dataset.scheme = isDark ? 'dark' : 'light'
// A computer that darkens at night does so while somebody types here.
if (scheme === 'auto')
  systemDark.addEventListener('change', ({ matches }) => {
    document.documentElement.dataset.scheme = matches ? 'dark' : 'light'
  })
new ResizeObserver(() => tell({ keyholder: 'height', px: document.documentElement.scrollHeight })).observe(
  root,
)

const fields =
  data.form === 'stripe'
    ? [{ name: 'card', label: 'Card number and expiry', placeholder: '', wide: true }]
    : data.kind === 'card'
      ? [
          { name: 'ccnumber', label: 'Card number', placeholder: '0000 0000 0000 0000', wide: false },
          { name: 'ccexp', label: 'Expiry', placeholder: 'MM / YY', wide: false },
        ]
      : [
          { name: 'checkname', label: 'Name on the account', placeholder: '', wide: true },
          { name: 'checkaba', label: 'Routing number', placeholder: 'Nine digits', wide: true },
          { name: 'checkaccount', label: 'Account number', placeholder: '', wide: true },
        ]

for (const { name, label, wide } of fields) {
  const field = document.createElement('div')
  field.className = wide ? 'field wide' : 'field'
  const words = document.createElement('span')
  words.className = 'label'
  words.textContent = label
  const box = document.createElement('div')
  box.className = 'box'
  box.id = `field-${name}`
  const error = document.createElement('p')
  error.className = 'error'
  error.id = `error-${name}`
  error.setAttribute('role', 'alert')
  field.append(words, box, error)
  root.append(field)
}

function mark(name: string, message: string): void {
  const known = fields.some((field) => field.name === name) ? name : fields[0]!.name
  document.getElementById(`error-${known}`)!.textContent = message
  document.getElementById(`field-${known}`)!.toggleAttribute('data-invalid', message !== '')
}
const clear = () => fields.forEach(({ name }) => mark(name, ''))

const timeoutMs = 30_000
let tokenize: () => void = () => tell({ keyholder: 'failed', message: 'The fields are not ready yet.' })

function useCollect(): void {
  let told = false
  window.CollectJS!.configure({
    variant: 'inline',
    fields: Object.fromEntries(
      fields.map(({ name, label, placeholder }) => [
        name,
        { selector: `#field-${name}`, title: label, placeholder },
      ]),
    ),
    fieldsAvailableCallback: () => tell({ keyholder: 'ready' }),
    validationCallback(field, valid, message) {
      mark(field, valid ? '' : message)
      if (valid || told) return
      told = true
      tell({ keyholder: 'invalid' })
    },
    timeoutDuration: timeoutMs,
    timeoutCallback: () => tell({ keyholder: 'failed', message: 'The processor did not answer in time.' }),
    callback: ({ token }) => tell({ keyholder: 'token', token }),
  })
  tokenize = () => {
    told = false
    clear()
    window.CollectJS!.startPaymentRequest()
  }
}

function useStripe(): void {
  const stripe = window.Stripe!(data.publicKey)
  // No postal code: the record has it. The issuer is asked when the card is first charged.
  const card = stripe.elements().create('card', { hidePostalCode: true, style: { base: { color: isDark ? '#e9ecef' : '#1a1b1e' } } }) // prettier-ignore
  card.on('ready', () => tell({ keyholder: 'ready' }))
  card.mount('#field-card')
  tokenize = () => {
    clear()
    stripe.createPaymentMethod({ type: 'card', card }).then(
      ({ paymentMethod, error }) => {
        if (paymentMethod) return tell({ keyholder: 'token', token: paymentMethod.id })
        mark('card', error?.message ?? 'The processor did not take it.')
        tell({ keyholder: 'invalid' })
      },
      () => tell({ keyholder: 'failed', message: 'The processor did not answer.' }),
    )
  }
}

addEventListener('message', (event: MessageEvent<Partial<ToFrame>>) => {
  if (event.origin !== location.origin || event.source !== parent) return
  if (event.data?.keyholder === 'tokenize') tokenize()
})

const script = document.createElement('script')
script.src = data.script
script.dataset.tokenizationKey = data.publicKey
script.dataset.variant = 'inline'
script.onload = data.form === 'stripe' ? useStripe : useCollect
script.onerror = () =>
  tell({ keyholder: 'failed', message: 'The processor’s fields could not be loaded. Try again in a moment.' })
document.head.append(script)
