/** How the customers' website looks: plain pages of one column, made on the server; a script only where a card is entered. */
import { randomBytes } from 'node:crypto'
import type { WireAnswer } from '../kit.ts'

export const escapeHtml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[mark]!,
  )

/** Markup that is safe to be put into a page; made by `html` alone. */
export type Markup = { markup: string }
type Part = Markup | string | number | false | null | undefined | readonly Part[]

const write = (part: Part): string =>
  part === false || part === null || part === undefined
    ? ''
    : typeof part === 'object'
      ? Array.isArray(part)
        ? part.map(write).join('')
        : (part as Markup).markup
      : escapeHtml(String(part))

/** Whatever is put in is escaped, unless it is markup itself. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Markup => ({
  markup: texts.map((text, at) => text + (at < parts.length ? write(parts[at]) : '')).join(''),
})

export const money = (cents: number): string =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })
export const day = (on: string): string =>
  new Date(`${on}T12:00:00Z`).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
  })

const style = `
:root{color-scheme:light dark;--ink:light-dark(#1d2430,#e8ebf0);--quiet:light-dark(#566071,#a5aebd);--page:light-dark(#f3f5f8,#12161c);
--card:light-dark(#fff,#1a2029);--line:light-dark(#d9dee6,#323b48);--blue:light-dark(#1659b0,#7db3ff);--on:light-dark(#fff,#0d1522);
--bad:light-dark(#a61b1b,#ff9a93);--badline:light-dark(#e3b3b0,#6d3533);--badpage:light-dark(#fdf3f2,#2b1b1c);--good:light-dark(#1c6b3a,#7fd6a0)}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{background:var(--card);border-bottom:1px solid var(--line)}
header>div,main{max-width:720px;margin:0 auto;padding-inline:16px}
header>div{display:flex;align-items:center;gap:2px 16px;min-height:56px;padding-block:8px;flex-wrap:wrap}
header strong{font-size:17px;margin-right:auto}nav.top{display:flex;gap:4px;margin-inline:-10px}
nav.top a,nav.top button{padding:8px 10px;border-radius:6px;color:var(--ink);text-decoration:none;background:none;border:0;font:inherit;cursor:pointer;min-height:40px}
nav.top a:hover,nav.top button:hover{background:var(--page)}nav.top a[aria-current]{font-weight:600}
main{padding-top:20px;padding-bottom:64px}
.path{color:var(--quiet);font-size:14px;margin:0 0 4px}.path a{color:inherit}
h1{font-size:26px;line-height:1.25;margin:0 0 16px}h2{font-size:17px;margin:0 0 8px}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px;margin:0 0 14px}
a{color:var(--blue)}p{margin:0 0 8px}p:last-child{margin-bottom:0}.quiet{color:var(--quiet)}.small{font-size:14px}
.row{display:flex;justify-content:space-between;gap:12px;align-items:center;flex-wrap:wrap}
.pair{flex-wrap:nowrap}.row+.quiet{margin-top:6px}.sum{font-size:30px;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.2}
.num{font-variant-numeric:tabular-nums;white-space:nowrap}
.bad{border-color:var(--badline);background:var(--badpage)}.bad h2,.late{color:var(--bad)}.good{color:var(--good)}
ul.list{list-style:none;margin:0;padding:0}ul.list>li{border-top:1px solid var(--line);padding:10px 0}ul.list>li:first-child{border-top:0;padding-top:0}ul.list>li:last-child{padding-bottom:0}
ul.list a.line{color:inherit;text-decoration:none;display:flex;justify-content:space-between;gap:12px;min-height:40px;align-items:center}
ul.list a.line:hover .name,ul.list a.line:focus-visible .name{text-decoration:underline}
.button,button.main{display:inline-flex;align-items:center;justify-content:center;min-height:44px;padding:0 20px;border-radius:8px;border:1px solid var(--blue);background:var(--blue);color:var(--on);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button.second{background:none;color:var(--blue)}button.main:disabled{opacity:.55;cursor:default}
form .field{margin:0 0 14px}label{display:block;font-weight:600;margin-bottom:4px}
input[type=text],input[type=password]{width:100%;min-height:44px;padding:0 12px;border:1px solid var(--line);border-radius:8px;background:var(--page);color:inherit;font:inherit}
fieldset{border:0;margin:0 0 14px;padding:0}.row+form{margin-top:18px}legend{font-weight:600;padding:0;margin-bottom:6px}
.choice{display:flex;gap:10px;align-items:center;font-weight:400;padding:10px 0;border-top:1px solid var(--line);margin:0;min-height:44px}.choice:first-of-type{border-top:0}
.choice input{width:20px;height:20px;margin:0;flex:none}.choice .end{margin-left:auto}
.box{height:44px;border:1px solid var(--line);border-radius:8px;background:var(--page);overflow:hidden}
.error{color:var(--bad);margin:4px 0 0;font-size:14px}.error:empty{display:none}
dl{display:grid;grid-template-columns:minmax(110px,auto) 1fr;gap:8px 16px;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
@media (max-width:480px){h1{font-size:23px}.actions .button,.actions button.main{width:100%}.actions form{width:100%}}
.actions{display:flex;gap:10px;flex-wrap:wrap;margin-top:14px}
`

export type Page = {
  title: string
  /** Where it stands, above the title. */
  path?: readonly { label: string; to: string }[]
  signedIn: boolean
  body: Markup
  /** An address whose script takes card numbers. */
  processor?: string
  script?: string
  /** Seconds until it asks again. */
  again?: number
  status?: number
}

const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : '')

export function page(
  base: string,
  { title, path = [], signedIn, body, processor, script, again, status = 200 }: Page,
): WireAnswer {
  const nonce = randomBytes(16).toString('base64')
  const other = processor ? originOf(processor) : ''
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title} · Alarm.com (sandbox)</title>
        ${again ? html`<meta http-equiv="refresh" content="${again}" />` : ''}
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <header>
          <div>
            <strong>Alarm.com <span class="quiet small">sandbox</span></strong> ${
              signedIn &&
              html`<nav class="top" aria-label="Main">
                <a href="${base}/">Home</a><a href="${base}/settings">Settings</a>
                <form method="post" action="${base}/logout"><button>Sign out</button></form>
              </nav>`
            }
          </div>
        </header>
        <main>
          ${path.length > 0 && html`<p class="path">${path.map(({ label, to }) => html`<a href="${base}${to}">${label}</a> › `)}</p>`}
          <h1>${title}</h1>
          ${body}
        </main>
        ${
          script
            ? html`<script nonce="${nonce}">
                ${{ markup: script }}
              </script>`
            : ''
        }
      </body>
    </html>`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        `script-src 'nonce-${nonce}' 'self' ${other}`,
        `frame-src 'self' ${other}`,
        `connect-src 'self' ${other}`,
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
    body: document.markup,
  }
}

export const redirect = (to: string, cookie?: string): WireAnswer => ({
  status: 303,
  headers: { location: to, ...(cookie && { 'set-cookie': cookie }) },
  body: '',
})

/**
 * What a page with card fields runs: loads the processor's script, lets it put its own fields here, and sends the form with the token that it
 * makes. No number is read by it.
 */
export const captureScript = `(() => {
const form=document.querySelector('form[data-capture]'); if(!form) return;
const fieldset=form.querySelector('[data-fields]'), trouble=form.querySelector('[data-trouble]'), button=form.querySelector('button.main');
const captures=JSON.parse(form.dataset.capture); let tokenize=null, loaded='';
const say=(words)=>{trouble.textContent=words; button.disabled=false;};
const chosen=()=>form.querySelector('input[name=use]:checked')?.value ?? 'new:card';
const names={ccnumber:['Card number','0000 0000 0000 0000'],ccexp:['Expires','MM / YY'],checkname:['Name on the account',''],checkaba:['Routing number','Nine digits'],checkaccount:['Account number',''],card:['Card number and expiry','']};
function draw(kind){
  const place=fieldset.querySelector('[data-place]'); place.replaceChildren();
  const capture=captures.find((one)=>one.kinds.includes(kind));
  const fields=capture.form==='stripe'?['card']:kind==='card'?['ccnumber','ccexp']:['checkname','checkaba','checkaccount'];
  for(const name of fields){ const field=document.createElement('div'); field.className='field';
    const label=document.createElement('span'); label.textContent=names[name][0]; label.style.fontWeight='600';
    const box=document.createElement('div'); box.className='box'; box.id='field-'+name;
    const error=document.createElement('p'); error.className='error'; error.id='error-'+name; error.setAttribute('role','alert');
    field.append(label,box,error); place.append(field); }
  form.querySelector('[data-words]').textContent=JSON.parse(form.dataset.texts)[kind]; form.elements.processorId.value=capture.processorId; form.elements.kind.value=kind;
  const taken=(token)=>{ form.elements.token.value=token; form.submit(); };
  const wrong=(name,message)=>{ const at=document.getElementById('error-'+name)??document.getElementById('error-'+fields[0]); at.textContent=message; button.disabled=false; };
  const begin=()=>{
    if(capture.form==='stripe'){ const stripe=window.Stripe(capture.publicKey); const card=stripe.elements().create('card',{hidePostalCode:true}); card.mount('#field-card');
      tokenize=()=>stripe.createPaymentMethod({type:'card',card}).then(({paymentMethod,error})=>paymentMethod?taken(paymentMethod.id):wrong('card',error?.message??'The card was not taken.'),()=>say('The payment service did not answer.')); return; }
    window.CollectJS.configure({variant:'inline',fields:Object.fromEntries(fields.map((name)=>[name,{selector:'#field-'+name,title:names[name][0],placeholder:names[name][1]}])),
      fieldsAvailableCallback(){}, validationCallback:(name,valid,message)=>{ if(!valid) wrong(name,message); }, timeoutDuration:30000, timeoutCallback:()=>say('The payment service did not answer.'), callback:({token})=>taken(token)});
    tokenize=()=>{ form.querySelectorAll('.error').forEach((one)=>{one.textContent='';}); window.CollectJS.startPaymentRequest(); };
  };
  if(loaded===capture.script) return begin();
  const script=document.createElement('script'); script.src=capture.script; script.dataset.tokenizationKey=capture.publicKey; script.dataset.variant='inline';
  script.onload=()=>{loaded=capture.script; begin();}; script.onerror=()=>say('The fields could not be loaded. Try again in a moment.'); document.head.append(script);
}
function follow(){ const use=chosen(); const isNew=use.startsWith('new:'); fieldset.hidden=!isNew; trouble.textContent='';
  for(const input of fieldset.querySelectorAll('input')) input.disabled=!isNew;
  if(isNew) draw(use.slice(4)); }
form.addEventListener('change',(event)=>{ if(event.target.name==='use') follow(); });
form.addEventListener('submit',(event)=>{ if(!chosen().startsWith('new:')) { button.disabled=true; return; } event.preventDefault();
  if(!form.reportValidity()) return; if(!tokenize) return say('The fields are not ready yet.'); button.disabled=true; tokenize(); });
follow();
})()`
