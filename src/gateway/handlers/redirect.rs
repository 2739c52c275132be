//! A path of the policy: the person is sent to Webex, or told why not.

use crate::decision::LinkRequest;
use crate::gateway::answer::Answer;
use crate::gateway::carry_out;
use crate::gateway::request_context::RequestContext;

pub fn redirect<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> Answer<'p> {
    let decision = context.decide(request);
    carry_out::answer(context, request, decision)
}
