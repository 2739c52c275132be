//! The files of TLS.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::outcome::ReloadOutcome;
use super::trigger::ReloadTrigger;
use crate::cli::clock;
use crate::server::{FileSnapshot, Renewal, Tls, TlsErrors};
use crate::telemetry::{Metrics, Subject};

pub struct CertificateFiles {
    tls: Arc<Tls>,
    /// As they were read last, valid or not.
    read: FileSnapshot,
    in_force: FileSnapshot,
    metrics: Arc<Metrics>,
}

impl CertificateFiles {
    pub fn new(tls: Arc<Tls>, metrics: Arc<Metrics>) -> Self {
        let certificates = Self {
            read: tls.in_force(),
            in_force: tls.in_force(),
            tls,
            metrics,
        };
        certificates.tell();
        certificates
    }

    /// Whether the files are others than those that were read last.
    pub async fn have_changed(&self) -> bool {
        let (tls, read) = (Arc::clone(&self.tls), self.read);
        // A panic there is a bug of ours; the files count as unchanged then.
        let looked = spawn_blocking(move || tls.look()).await;
        looked.is_ok_and(|now| now != read)
    }

    /// Reads the files, and puts what is in them into force. `None` where they
    /// are being written: the next look finds them changed again.
    pub async fn reload(&mut self, trigger: ReloadTrigger) -> Option<ReloadOutcome> {
        let tls = Arc::clone(&self.tls);
        let read = move || trigger.read(|| tls.read(), |read| tls.look() == read.snapshot());
        let outcome = match spawn_blocking(read).await {
            Ok(read) => self.judge(read?),
            Err(panicked) => ReloadOutcome::Refused(format!("{panicked}\n")),
        };
        let state = self.metrics.state();
        state.count_reload(Subject::Certificates, outcome.result());
        Some(outcome)
    }

    fn judge(&mut self, renewal: Renewal) -> ReloadOutcome {
        self.read = renewal.snapshot();
        match self.tls.renew(renewal) {
            Err(errors) => ReloadOutcome::Refused(refused(&errors)),
            Ok(()) if self.read == self.in_force => ReloadOutcome::Unchanged,
            Ok(()) => {
                self.in_force = self.read;
                self.tell();
                tracing::info!("the certificates are others now");
                ReloadOutcome::Changed
            }
        }
    }

    /// Updates the metrics of expiry, and warns of certificates that are not valid now.
    fn tell(&self) {
        let (certificates, now) = (self.tls.certificates(), clock::now());
        for certificate in &certificates {
            let (file, expiry) = (&certificate.file, certificate.not_after.as_second());
            let file = file.display().to_string();
            self.metrics.state().certificate_in_force(file, expiry);
            if let Some(word) = certificate.invalid_because(now) {
                let file = certificate.file.display();
                tracing::warn!("--tls-cert {file}: the certificate is {word}");
            }
        }
    }
}

fn refused(errors: &TlsErrors) -> String {
    for error in errors.iter() {
        tracing::error!("{error}");
    }
    tracing::error!("the certificates are not good: the old ones go on");
    format!("{errors}\n")
}
