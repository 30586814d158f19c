import { html } from 'lit';

const REASONS = {
  401: 'The daemon asks for a key, and this page has none that it knows.',
  403: 'The key that this page was opened with may not see this: it lacks the role read.',
};

/** Says why the daemon refuses the page, by the status it answered with, and what helps. */
export const refusalNotice = (status) => html`<div class="notice" role="alert">
  <p><strong>${REASONS[status]}</strong> What you see is not kept up to date.</p>
  <p>Open <code>${location.origin}/?apikey=<i>key</i></code> with a key that has the role read.</p>
</div>`;
