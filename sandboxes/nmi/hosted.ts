/** The processor's hosted script and fields: numbers go from the browser to here, and to nobody else. */
import type { WireAnswer } from '../kit.ts'

const script = (body: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/javascript; charset=utf-8', 'access-control-allow-origin': '*' },
  body,
})

/** A field as the processor serves it, in a frame of its own address. `autocomplete` lets a browser offer nothing here. */
export const fieldPage = (label: string, placeholder: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${label}</title>
<meta name="color-scheme" content="light dark">
<style>html,body{margin:0;height:100%;background:transparent}
input{box-sizing:border-box;width:100%;height:100%;border:0;padding:0 10px;font:15px system-ui,sans-serif;background:transparent;color:inherit;outline:0}
body{color:light-dark(#1a1b1e,#e9ecef)}html{color-scheme:light dark}::placeholder{color:light-dark(#6b7079,#a6abb3);opacity:1}</style>
<input aria-label="${label}" placeholder="${placeholder}" inputmode="numeric" autocomplete="off">
<script>
const input=document.querySelector('input');
addEventListener('message',(event)=>{
  if(event.source!==parent||event.data!=='collect')return;
  parent.postMessage({collected:input.value,field:new URLSearchParams(location.search).get('field')},'*');
});
</script></html>`,
})

/** As Collect.js: `CollectJS.configure({ variant: 'inline', fields, callback, … })`, `CollectJS.startPaymentRequest()`. */
export const collectScript = (base: string): WireAnswer =>
  script(`(() => {
const key=document.currentScript.dataset.tokenizationKey, base=new URL('.', document.currentScript.src).href;
let config={}, frames={};
const names={ccnumber:'Card number',ccexp:'Expiry (MM / YY)',checkaba:'Routing number',checkaccount:'Account number',checkname:'Name on the account'};
window.CollectJS={
  configure(given){
    config=given; frames={};
    for(const [field,{selector,placeholder}] of Object.entries(given.fields)){
      const place=document.querySelector(selector); if(!place) continue;
      const frame=document.createElement('iframe');
      frame.src=base+'field.html?field='+field+'&placeholder='+encodeURIComponent(placeholder||'');
      frame.title=names[field]||field; frame.className='CollectJSInlineIframe';
      frame.setAttribute('width','100%'); frame.setAttribute('height','100%'); frame.setAttribute('frameborder','0');
      place.replaceChildren(frame); frames[field]=frame;
    }
    config.fieldsAvailableCallback?.();
  },
  async startPaymentRequest(){
    const values={};
    await Promise.all(Object.entries(frames).map(([field,frame])=>new Promise((done)=>{
      const take=(event)=>{ if(event.source!==frame.contentWindow) return; values[field]=event.data.collected; removeEventListener('message',take); done(); };
      addEventListener('message',take); frame.contentWindow.postMessage('collect','*');
    })));
    const reply=await fetch(base+'tokenize',{method:'POST',body:JSON.stringify({key,values})}).then((r)=>r.json());
    for(const {field,message} of reply.errors||[]) config.validationCallback?.(field,false,message);
    if(reply.token) config.callback?.(reply);
  },
};
})(); // ${base}`)

/** As Stripe.js: \`Stripe(key).elements().create('card')\`, \`createPaymentMethod\`. */
export const stripeScript = (): WireAnswer =>
  script(`(() => {
const base=new URL('.', document.currentScript.src).href;
window.Stripe=(key)=>({
  elements:()=>({ create:(type)=>{ const listeners={}; let frames={};
    return { type,
      mount(place){ const target=typeof place==='string'?document.querySelector(place):place;
        for(const [field,title,width] of [['ccnumber','Card number','65%'],['ccexp','Expiry (MM / YY)','35%']]){
          const frame=document.createElement('iframe'); frame.title=title; frame.setAttribute('width',width); frame.setAttribute('height','100%'); frame.setAttribute('frameborder','0');
          frame.src=base+'field.html?field='+field+'&placeholder='+(field==='ccnumber'?'Card number':'MM / YY'); target.append(frame); frames[field]=frame; }
        setTimeout(()=>listeners.ready?.(),0); },
      on(name,listener){ listeners[name]=listener; },
      async values(){ const values={};
        await Promise.all(Object.entries(frames).map(([field,frame])=>new Promise((done)=>{
          const take=(event)=>{ if(event.source!==frame.contentWindow) return; values[field]=event.data.collected; removeEventListener('message',take); done(); };
          addEventListener('message',take); frame.contentWindow.postMessage('collect','*'); })));
        return values; } }; } }),
  async createPaymentMethod({card,billing_details}){
    const values=await card.values();
    return fetch(base+'tokenize',{method:'POST',body:JSON.stringify({key,values,billing_details})}).then((r)=>r.json());
  },
});
})();`)

export const open = (status: number, body: unknown): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
  body: JSON.stringify(body),
})
