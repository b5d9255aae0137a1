package dev.belfry.conformance.clients;

/// The guide's application with Falcon.
class FalconAppTest extends GuideAppContract {
  @Override
  GuideApp startApp() throws Exception {
    return GuideApp.falcon();
  }
}
