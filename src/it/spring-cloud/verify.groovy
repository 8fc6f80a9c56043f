import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.RollingRestartTests.xml'))
assert report.@tests == '4' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

def log = new File(basedir, 'build.log').text
assert log =~ /ROLLING RESTART: \d{3,} requests, 0 failed/
